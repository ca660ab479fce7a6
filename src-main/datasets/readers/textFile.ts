import { closeSync, fsyncSync, openSync, writeSync } from 'node:fs';
import { basename } from 'node:path';
import type { BinaryPart, TextInfo } from '#shared/domain/dataset.ts';
import { fileTrouble } from '../fileTrouble.ts';
import { textFacts } from './textFacts.ts';

/** `samples.bin` of texts while it is written: UTF-8, each ended by a zero byte. */
export interface TextFile {
  /** Adds a text. A zero byte in it would end it, so it becomes a blank. */
  add(text: string): void;
  /** Makes it durable and says what it holds. */
  finish(): { readonly samples: BinaryPart; readonly text: TextInfo };
  close(): void;
}

const BLOCK_BYTES = 1 << 18;

/** Opens a file of texts; null only counts. Synchronous on purpose: this runs in a worker thread, between two records. Throws `diskFull` and the like. */
export function openTextFile(path: string | null): TextFile {
  const guarded = <T>(work: () => T): T => {
    try {
      return work();
    } catch (error) {
      throw fileTrouble(error, basename(path ?? ''));
    }
  };
  const file = path === null ? null : guarded(() => openSync(path, 'wx'));
  const block = Buffer.alloc(BLOCK_BYTES);
  let used = 0;
  let bytes = 0;
  const facts = textFacts();
  const put = (from: Buffer): void => {
    if (file === null) return;
    for (let at = 0; at < from.length;) at += guarded(() => writeSync(file, from, at));
  };
  const flush = (): void => {
    put(block.subarray(0, used));
    used = 0;
  };
  return {
    add: (given) => {
      const text = given.includes('\0') ? given.replaceAll('\0', ' ') : given;
      facts.add(text);
      const encoded = Buffer.from(`${text}\0`, 'utf8');
      bytes += encoded.length;
      if (used + encoded.length > BLOCK_BYTES) flush();
      if (encoded.length > BLOCK_BYTES) return put(encoded);
      encoded.copy(block, used);
      used += encoded.length;
    },
    finish: () => {
      flush();
      if (file !== null) guarded(() => fsyncSync(file));
      return { samples: { dtype: 'utf8', shape: [facts.count()], bytes }, text: facts.info() };
    },
    close: () => {
      if (file !== null) closeSync(file);
    },
  };
}
