import type { BrowserWindow } from 'electron';
import * as v from 'valibot';
import { readSmallFile, writeSmallFile } from './smallFile.ts';

const pixels = v.pipe(v.number(), v.integer());
const windowState = v.strictObject({
  bounds: v.strictObject({ x: pixels, y: pixels, width: pixels, height: pixels }),
  isMaximized: v.boolean(),
});
export type WindowState = v.InferOutput<typeof windowState>;

/** Where the window was when it was last closed, or null. */
export function readWindowState(file: string): WindowState | null {
  return readSmallFile(file, windowState);
}

/** Remembers the window when it closes; a disk that refuses only costs the memory. */
export function rememberWindow(window: BrowserWindow, file: string): void {
  window.on('close', () => {
    const state: WindowState = { bounds: window.getNormalBounds(), isMaximized: window.isMaximized() };
    try {
      writeSmallFile(file, state);
    } catch {
      // The next start uses the usual size.
    }
  });
}
