import { closeSync, fsyncSync, ftruncateSync, openSync, readSync, writeSync } from 'node:fs';
import { basename } from 'node:path';
import { fileTrouble } from '../fileTrouble.ts';

/** `samples.bin` of a table while it is written: float64, row by row. */
export interface TableFile {
  /** Writes the first so many cells of a block. */
  write(block: Float64Array, count: number): void;
  /** Empties the file, to write it anew. */
  restart(): void;
  /** Replaces the values of some columns by what lies at their places in the lists. */
  replace(width: number, lists: readonly (Float64Array | null)[]): void;
  /** Makes it durable. */
  finish(): void;
  close(): void;
}

const BLOCK_VALUES = 1 << 16;

/** Opens a file that is empty then. Synchronous on purpose: this runs in a worker thread, between two records. Throws `diskFull` and what else the file system says. */
export function openTableFile(path: string): TableFile {
  const guarded = <T>(work: () => T): T => {
    try {
      return work();
    } catch (error) {
      throw fileTrouble(error, basename(path));
    }
  };
  const file = guarded(() => openSync(path, 'w+'));
  let length = 0;
  // Typed arrays are little-endian on every machine that Node supports Electron on.
  const writeAt = (block: Float64Array, count: number, at: number): void => {
    const bytes = new Uint8Array(block.buffer, block.byteOffset, count * 8);
    for (let from = 0; from < bytes.length;)
      from += guarded(() => writeSync(file, bytes, from, bytes.length - from, at + from));
  };
  return {
    write: (block, count) => {
      writeAt(block, count, length);
      length += count * 8;
    },
    restart: () => {
      guarded(() => ftruncateSync(file));
      length = 0;
    },
    replace: (width, lists) => {
      const rows = Math.max(1, Math.floor(BLOCK_VALUES / width));
      const block = new Float64Array(rows * width);
      for (let at = 0; at < length; at += block.byteLength) {
        const count = Math.min(block.byteLength, length - at) / 8;
        const bytes = new Uint8Array(block.buffer, 0, count * 8);
        for (let from = 0; from < bytes.length;)
          from += guarded(() => readSync(file, bytes, from, bytes.length - from, at + from)) || bytes.length;
        replaceIn(block.subarray(0, count), width, lists);
        writeAt(block, count, at);
      }
    },
    finish: () => guarded(() => fsyncSync(file)),
    close: () => closeSync(file),
  };
}

function replaceIn(block: Float64Array, width: number, lists: readonly (Float64Array | null)[]): void {
  lists.forEach((list, column) => {
    if (list === null) return;
    for (let at = column; at < block.length; at += width) if (!Number.isNaN(block[at])) block[at] = list[block[at]!]!;
  });
}
