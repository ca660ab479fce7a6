import { StudioError } from '#shared/result.ts';
import type { Kernels } from './kernels.ts';

/** Computes Σ loss and Σ score into two float64 at `sums`, and the gradient of the mean loss at `dLogits` unless that is 0. */
export type CpuLoss = (
  logits: number,
  targets: number,
  dLogits: number,
  sums: number,
  rows: number,
  units: number,
) => void;

const ids = ['categoricalCrossentropy', 'binaryCrossentropy', 'meanSquaredError', 'meanAbsoluteError'] as const;

/** The loss with this id over the kernels; the score beside it is that of `engine/losses`. Throws `lossUnknown`. */
export function cpuLoss(kernels: Kernels, id: string): CpuLoss {
  const known = ids.find((candidate) => candidate === id);
  if (!known) throw new StudioError('lossUnknown', { value: id, known: ids.join(', ') });
  return kernels[known];
}
