import { streamKey, streamWord, type StreamKey } from './hash.ts';

/** A counter-based random stream: value `index` depends only on seed, purpose and index, never on what was drawn before. */
export interface Generator {
  readonly key: StreamKey;
  /** 32 random bits. */
  uint32(index: number): number;
  /** Uniform in [0, 1), 53 bits. */
  uniform(index: number): number;
  /** Standard normal by Box–Muller. */
  normal(index: number): number;
  /** A whole number in [0, n). */
  below(index: number, n: number): number;
  /** 0 … length − 1 in random order (Fisher–Yates). */
  permutation(length: number): Uint32Array;
}

/** The stream for this seed (any 32-bit whole number) and purpose; see docs/engine.md. */
export function generator(seed: number, ...purpose: readonly (string | number)[]): Generator {
  return streamGenerator(streamKey(seed, purpose));
}

/** The stream of this key. */
export function streamGenerator(key: StreamKey): Generator {
  const uint32 = (index: number): number => streamWord(key, index);
  const uniform = (index: number): number => {
    const high = uint32(2 * index) >>> 5;
    const low = uint32(2 * index + 1) >>> 6;
    return (high * 0x4000000 + low) / 0x20000000000000;
  };
  const below = (index: number, n: number): number => Math.floor(uniform(index) * n);
  return {
    key,
    uint32,
    uniform,
    below,
    normal: (index) => {
      const radius = Math.sqrt(-2 * Math.log(1 - uniform(2 * index)));
      return radius * Math.cos(2 * Math.PI * uniform(2 * index + 1));
    },
    permutation: (length) => {
      const order = Uint32Array.from({ length }, (_, index) => index);
      for (let last = length - 1; last > 0; last--) {
        const other = below(last, last + 1);
        const kept = order[last]!;
        order[last] = order[other]!;
        order[other] = kept;
      }
      return order;
    },
  };
}
