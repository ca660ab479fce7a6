/** C. Wellons' `lowbias32`: a bijective 32-bit mixer of low bias; two multiplications, so a GPU or SIMD makes it as well. */
export function lowbias32(value: number): number {
  let x = value | 0;
  x ^= x >>> 16;
  x = Math.imul(x, 0x7feb352d);
  x ^= x >>> 15;
  x = Math.imul(x, 0x846ca68b);
  x ^= x >>> 16;
  return x >>> 0;
}

/** Two 32-bit words: the key of one random stream. */
export interface StreamKey {
  readonly k1: number;
  readonly k2: number;
}

/** The key of the stream for this seed and purpose ('weights', 3, 'kernel' …): every part of the purpose makes another stream. */
export function streamKey(seed: number, purpose: readonly (string | number)[]): StreamKey {
  let k1 = lowbias32(seed + 0x9e3779b9);
  let k2 = lowbias32(seed ^ 0x85ebca6b);
  const absorb = (word: number): void => {
    k1 = lowbias32((k1 ^ word) + 0x9e3779b9);
    k2 = lowbias32((k2 + word) ^ k1);
  };
  for (const part of purpose) {
    // The type enters too, so that the purpose 1 and the purpose '1' are two streams.
    absorb(typeof part === 'number' ? 1 : 2);
    if (typeof part === 'number') absorb(part);
    else for (const character of part) absorb(character.codePointAt(0)!);
  }
  return { k1, k2 };
}

/** Word `index` (below 2³²) of a stream: depends on nothing but key and index, so it can be made anywhere, in any order. */
export function streamWord({ k1, k2 }: StreamKey, index: number): number {
  return lowbias32(lowbias32(index + k1) ^ k2);
}
