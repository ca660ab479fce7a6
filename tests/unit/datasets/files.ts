import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll } from 'vitest';
import type { InputFile } from '#main/datasets/readers/probe.ts';

/** An IDX file: two zero bytes, the type, the number of dimensions, the sizes as big-endian 32-bit numbers, the elements. */
export function idx(shape: readonly number[], elements: Uint8Array, type = 0x08): Buffer {
  const head = Buffer.alloc(4 + 4 * shape.length);
  head.set([0, 0, type, shape.length]);
  shape.forEach((size, at) => head.writeUInt32BE(size, 4 + 4 * at));
  return Buffer.concat([head, elements]);
}

/** So many pictures of 4 × 3 pixels; every pixel is its own place modulo 251. */
export function pictures(count: number, shift = 0): Buffer {
  return idx(
    [count, 4, 3],
    Uint8Array.from({ length: count * 12 }, (_, at) => (at + shift) % 251),
  );
}

/** Labels 0, 1, 2, 0, 1, 2 … */
export function labels(count: number): Buffer {
  return idx(
    [count],
    Uint8Array.from({ length: count }, (_, at) => at % 3),
  );
}

export const gzip = (bytes: Buffer): Buffer => gzipSync(bytes);

/** A folder for the tests of a file, removed after them. */
export async function testFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'descent-datasets-'));
  afterAll(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** Writes files by name and gives them as an import gets them. */
export async function put(folder: string, files: Readonly<Record<string, string | Buffer>>): Promise<InputFile[]> {
  const paths = Object.keys(files).map((name) => join(folder, name));
  await Promise.all(paths.map((path) => writeFile(path, files[basename(path)]!)));
  return paths.map((path) => ({ path, name: basename(path) }));
}

/** A file of numpy.save, version 1. */
export function npyOf(descr: string, shape: readonly number[], body: Uint8Array): Buffer {
  const sizes = shape.length === 1 ? `${shape[0]},` : shape.join(', ');
  const text = `{'descr': '${descr}', 'fortran_order': False, 'shape': (${sizes}), }`;
  const header = Buffer.from(text.padEnd(128 - 10 - 1) + '\n', 'latin1');
  const length = Buffer.alloc(2);
  length.writeUInt16LE(header.length);
  return Buffer.concat([Buffer.from('\x93NUMPY\x01\x00', 'latin1'), length, header, body]);
}
