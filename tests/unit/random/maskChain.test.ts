import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { streamKey } from '#shared/random/hash.ts';
import { chainMasks, type MaskStream } from '#shared/random/maskChain.ts';
import { hexToWords, sha256Words, wordsToHex } from '#shared/random/sha256.ts';

describe('sha256Words', () => {
  it.each([0, 1, 3, 55, 56, 63, 64, 65, 119, 120, 1000])('equals the platform for %i bytes', (length) => {
    const bytes = Uint8Array.from({ length }, (_, i) => (37 * i + 11) % 256);
    expect(wordsToHex(sha256Words(bytes))).toBe(createHash('sha256').update(bytes).digest('hex'));
  });

  it('knows the published value of "abc"', () => {
    const hex = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad';
    expect(wordsToHex(sha256Words(new TextEncoder().encode('abc')))).toBe(hex);
    expect(wordsToHex(hexToWords(hex))).toBe(hex);
  });
});

describe('chainMasks', () => {
  const stream = (update: number, patch: Partial<MaskStream> = {}): MaskStream => {
    return { layer: 2, key: streamKey(1, ['dropout', 2, update]), rate: 0.3, ...patch };
  };

  it('depends on every update, layer, rate and their order', () => {
    const usual = chainMasks(chainMasks('', [stream(1)]), [stream(2)]);
    expect(usual).toMatch(/^[0-9a-f]{64}$/);
    expect(chainMasks(chainMasks('', [stream(1)]), [stream(2)])).toBe(usual);
    const others = [
      chainMasks('', [stream(1)]),
      chainMasks(chainMasks('', [stream(2)]), [stream(1)]),
      ...[{ rate: 0.4 }, { layer: 3 }, { key: streamKey(2, ['dropout', 2, 2]) }].map((patch) =>
        chainMasks(chainMasks('', [stream(1)]), [stream(2, patch)]),
      ),
      chainMasks('', [stream(1), stream(2)]),
    ];
    expect(new Set([usual, ...others]).size).toBe(others.length + 1);
  });

  it('stays as it is where nothing is dropped', () => {
    expect(chainMasks('', [])).toBe('');
  });
});
