import type { StreamKey } from './hash.ts';
import { hexToWords, sha256Words, wordsToHex } from './sha256.ts';

/** What the mask of one layer is made of in one update: the random stream and the share it drops. */
export interface MaskStream {
  /** Position of the layer, from 0. */
  readonly layer: number;
  readonly key: StreamKey;
  readonly rate: number;
}

const WORDS_PER_STREAM = 5;

/**
 * A hash of every mask used so far: SHA-256 over the hash of the updates before ('' at the start) and what the masks of one more update are
 * made of. Two runs dropped the same values in the same updates when and only when it is equal.
 */
export function chainMasks(previous: string, streams: readonly MaskStream[]): string {
  if (streams.length === 0) return previous;
  const before = hexToWords(previous);
  const words = new DataView(new ArrayBuffer(4 * (before.length + WORDS_PER_STREAM * streams.length)));
  before.forEach((word, i) => words.setUint32(4 * i, word));
  streams.forEach(({ layer, key, rate }, i) => {
    const at = 4 * (before.length + WORDS_PER_STREAM * i);
    words.setUint32(at, layer);
    words.setUint32(at + 4, key.k1);
    words.setUint32(at + 8, key.k2);
    words.setFloat64(at + 12, rate);
  });
  return wordsToHex(sha256Words(new Uint8Array(words.buffer)));
}
