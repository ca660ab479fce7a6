import { shapeSize } from '#shared/layers/kind.ts';
import type { StreamKey } from '#shared/random/hash.ts';
import type { CpuLayerKind } from './cpuLayer.ts';

const WORDS = 2 ** 32;

/**
 * Sets values to zero by the words of the update's stream; the mask is never stored, both ways compute it. A value is kept where its word
 * is at least rate · 2³², as in every other executor: for whole words that is the next whole number.
 */
export const dropout: CpuLayerKind = (site) => {
  const { kernels } = site;
  const rate = Number(site.params.rate ?? 0);
  const values = shapeSize(site.inputShape);
  const threshold = Math.ceil(rate * WORDS);
  // The kernel's threshold has 32 bits: where no word reaches it, everything is kept at scale 0.
  const keepsNone = threshold >= WORDS;
  const [least, scale] = keepsNone ? [0, 0] : [threshold, 1 / (1 - rate)];
  const own = rate === 0 || site.mayOverwriteInput ? null : site.room(values);
  const apply = (x: number, y: number, rows: number, { k1, k2 }: StreamKey): void =>
    kernels.dropout(x, y, rows * values, k1, k2, least, scale);
  return {
    gradientInPlace: true,
    keepsOutput: false,
    forward(x, _weights, rows, mask) {
      if (!mask || rate === 0) return x;
      const y = own ?? x;
      apply(x, y, rows, mask);
      return y;
    },
    backward({ dy, rows, mask }) {
      if (mask && rate > 0) apply(dy, dy, rows, mask);
    },
  };
};
