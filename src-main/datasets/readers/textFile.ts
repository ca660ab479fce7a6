import { closeSync, fsyncSync, openSync, writeSync } from 'node:fs';
import { basename } from 'node:path';
import type { BinaryPart, TextInfo } from '#shared/domain/dataset.ts';
import { tokenize } from '#shared/preprocessing/tokenize.ts';
import { fileTrouble } from '../fileTrouble.ts';

/** `samples.bin` of texts while it is written: UTF-8, each ended by a zero byte. */
export interface TextFile {
  /** Adds a text. A zero byte in it would end it, so it becomes a blank. */
  add(text: string): void;
  /** Makes it durable and says what it holds. */
  finish(): { readonly samples: BinaryPart; readonly text: TextInfo };
  close(): void;
}

const BLOCK_BYTES = 1 << 18;
/** Word counts above this are counted as this when the usual one is looked for. */
const MAX_COUNTED_WORDS = 20_000;
const USUAL_SHARE = 0.9;

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

/** Lengths of texts in characters and words. */
function textFacts() {
  const byWords = new Uint32Array(MAX_COUNTED_WORDS + 1);
  let [texts, characters, words, most] = [0, 0, 0, 0];
  return {
    count: () => texts,
    add: (text: string) => {
      const count = tokenize(text).length;
      texts += 1;
      characters += codePoints(text);
      words += count;
      most = Math.max(most, count);
      byWords[Math.min(count, MAX_COUNTED_WORDS)]! += 1;
    },
    info: (): TextInfo => ({
      meanLength: characters / Math.max(1, texts),
      meanWords: words / Math.max(1, texts),
      maxWords: most,
      usualWords: quantile(byWords, USUAL_SHARE * texts),
    }),
  };
}

/** Characters as people count them: a pair of surrogates is one. */
function codePoints(text: string): number {
  let pairs = 0;
  for (let at = 0; at < text.length - 1; at++) {
    const unit = text.charCodeAt(at);
    if (unit < 0xd800 || unit > 0xdbff) continue;
    pairs += 1;
    at += 1;
  }
  return text.length - pairs;
}

/** The place at which the counts reach a sum. */
function quantile(counts: Uint32Array, wanted: number): number {
  let sum = 0;
  for (const [place, count] of counts.entries()) {
    sum += count;
    if (sum >= wanted) return place;
  }
  return counts.length - 1;
}
