import { shapeSize } from '#shared/layers/kind.ts';
import type { StreamKey } from '#shared/random/hash.ts';
import { keptWords } from '#shared/random/keptWords.ts';
import type { CpuLayerKind } from './cpuLayer.ts';

/**
 * Sets values to zero by the words of the update's stream; the mask is never stored, both ways compute it.
 */
export const dropout: CpuLayerKind = (site) => {
  const { kernels } = site;
  const rate = Number(site.params.rate ?? 0);
  const values = shapeSize(site.inputShape);
  const { least, scale } = keptWords(rate);
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
