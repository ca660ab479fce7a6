import type { ParamValues } from '#shared/domain/params.ts';
import { huberDelta } from '#shared/losses/huber.ts';
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

const makers: Readonly<Record<string, (kernels: Kernels, params: ParamValues) => CpuLoss>> = {
  categoricalCrossentropy: (kernels) => kernels.categoricalCrossentropy,
  binaryCrossentropy: (kernels) => kernels.binaryCrossentropy,
  hinge: (kernels) => kernels.hinge,
  // The target is one class, whose own entropy is 0.
  klDivergence: (kernels) => kernels.categoricalCrossentropy,
  cosineSimilarity: (kernels) => kernels.cosineSimilarity,
  meanSquaredError: (kernels) => kernels.meanSquaredError,
  meanAbsoluteError: (kernels) => kernels.meanAbsoluteError,
  huber: (kernels, params) => huber(kernels, huberDelta(params)),
  poisson: (kernels) => kernels.poisson,
};

function huber(kernels: Kernels, delta: number): CpuLoss {
  return (logits, targets, dLogits, sums, rows, units) =>
    kernels.huber(logits, targets, dLogits, sums, rows, units, delta);
}

/** The loss with this id over the kernels; the score beside it is that of `engine/losses`. Throws `lossUnknown`. */
export function cpuLoss(kernels: Kernels, id: string, params: ParamValues = {}): CpuLoss {
  const make = Object.hasOwn(makers, id) ? makers[id] : undefined;
  if (!make) throw new StudioError('lossUnknown', { value: id, known: Object.keys(makers).join(', ') });
  return make(kernels, params);
}
