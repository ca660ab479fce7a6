import { existsSync } from 'node:fs';
import * as v from 'valibot';
import type { FilePurpose } from '#shared/contract.ts';
import { readSmallFile, writeSmallFile } from './smallFile.ts';

/** What a dialog is about; each remembers its own folder. */
export type DialogPurpose = FilePurpose | 'export';

const folders = v.strictObject({
  data: v.optional(v.string()),
  folder: v.optional(v.string()),
  experiment: v.optional(v.string()),
  layers: v.optional(v.string()),
  model: v.optional(v.string()),
  export: v.optional(v.string()),
});

/** The folder in which the reader last chose something, per purpose. */
export interface LastFolders {
  /** The remembered folder where it still exists, else `fallback`. */
  get(purpose: DialogPurpose): string;
  remember(purpose: DialogPurpose, folder: string): void;
}

/** Keeps the folders in a small file: since Electron 43 dialogs would open in Downloads every time. */
export function createLastFolders(file: string, fallback: string): LastFolders {
  let known = readSmallFile(file, folders) ?? {};
  return {
    get(purpose) {
      const folder = known[purpose];
      return folder !== undefined && existsSync(folder) ? folder : fallback;
    },
    remember(purpose, folder) {
      known = { ...known, [purpose]: folder };
      try {
        writeSmallFile(file, known);
      } catch {
        // Remembered until the app ends.
      }
    },
  };
}
