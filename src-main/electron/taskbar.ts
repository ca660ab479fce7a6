import type { BrowserWindow } from 'electron';

/** Shows how far training is on the icon in taskbar or dock (0 … 1), null: nothing. Linux desktops without a launcher API ignore it. */
export function showTaskbarProgress(window: BrowserWindow | null, fraction: number | null): void {
  if (window && !window.isDestroyed()) window.setProgressBar(fraction ?? -1);
}
