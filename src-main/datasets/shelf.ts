import { existsSync, mkdtempSync, readdirSync } from 'node:fs';
import { mkdir, open, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { DatasetDescriptor } from '#shared/domain/dataset.ts';
import { StudioError } from '#shared/result.ts';
import { DESCRIPTOR_FILE, findDescriptor, readDescriptor, writeDescriptor } from './descriptorFile.ts';
import { fileTrouble } from './fileTrouble.ts';
import { openWorkFolder } from './workFolder.ts';

/** The folders of the data sets. Every change is written aside and renamed: a crash at any moment leaves whole sets only. */
export interface Shelf {
  place(id: string): string;
  /** True for a set that stands here or lies in the bin. */
  has(id: string): boolean;
  imported(): DatasetDescriptor[];
  /** A temporary folder for as long as `fill` runs. */
  aside<T>(fill: (folder: string) => Promise<T>): Promise<T>;
  /** Moves a filled folder to its place, checked and durable; what stood there is replaced. */
  put(folder: string, descriptor: DatasetDescriptor): Promise<DatasetDescriptor>;
  /** Replaces the descriptor of a set. */
  describe(descriptor: DatasetDescriptor): Promise<DatasetDescriptor>;
  moveToBin(id: string): Promise<void>;
  bringBack(id: string): Promise<void>;
  emptyBin(): Promise<void>;
  close(): void;
}

/** Opens a folder of data sets and removes what dead processes left behind. */
export function openShelf(folder: string): Shelf {
  const work = openWorkFolder(folder);
  const bin = join(work.path, 'removed');
  const place = (id: string): string => join(folder, id);
  return {
    place,
    has: (id) => existsSync(place(id)) || existsSync(join(bin, id)),
    imported: () => descriptorsIn(folder).filter(({ origin }) => origin === 'imported'),
    aside: async (fill) => {
      const temporary = mkdtempSync(join(work.path, 'new-'));
      try {
        return await fill(temporary);
      } catch (error) {
        throw fileTrouble(error, folder);
      } finally {
        await rm(temporary, { recursive: true, force: true });
      }
    },
    put: async (from, descriptor) => {
      await writeDescriptor(from, descriptor);
      await readDescriptor(from, descriptor.name);
      await rm(place(descriptor.id), { recursive: true, force: true });
      await rename(from, place(descriptor.id));
      await syncFolder(folder);
      return descriptor;
    },
    describe: async (descriptor) => {
      const aside = `${DESCRIPTOR_FILE}.new`;
      await writeDescriptor(place(descriptor.id), descriptor, aside);
      await rename(join(place(descriptor.id), aside), join(place(descriptor.id), DESCRIPTOR_FILE));
      return descriptor;
    },
    moveToBin: async (id) => {
      await mkdir(bin, { recursive: true });
      await move(place(id), join(bin, id), id);
    },
    bringBack: (id) => move(join(bin, id), place(id), id),
    emptyBin: () => rm(bin, { recursive: true, force: true }),
    close: () => work.remove(),
  };
}

function descriptorsIn(folder: string): DatasetDescriptor[] {
  const entries = readdirSync(folder, { withFileTypes: true });
  const folders = entries.filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'));
  return folders.flatMap(({ name }) => findDescriptor(join(folder, name)) ?? []);
}

async function move(from: string, to: string, id: string): Promise<void> {
  if (!existsSync(from)) throw new StudioError('datasetUnknown', { value: id });
  await rename(from, to);
}

/** Makes the rename itself durable; Windows has no such thing for folders. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
