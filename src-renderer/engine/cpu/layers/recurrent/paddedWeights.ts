import type { Kernels } from '../../kernels.ts';

/** Weights and gradients of a recurrent layer: kernel, recurrent kernel, bias. */
export type RecurrentTensors = readonly [kernel: number, recurrentKernel: number, bias: number];

/** Weights with their units padded to whole groups of four, and the way back for their gradients. */
export interface PaddedWeights {
  /** The padded weights: copies, or the weights themselves where nothing is missing. */
  load(weights: readonly number[]): RecurrentTensors;
  /** Where padded gradients are to be written: a block of their own, or the gradients themselves. */
  gradients(targets: readonly number[]): RecurrentTensors;
  /** Copies the padded gradients to where they belong. */
  store(targets: readonly number[]): void;
}

interface Sizes {
  readonly features: number;
  readonly units: number;
  readonly padded: number;
  readonly gates: number;
  readonly biases: number;
}

/** Plans the padding; `keep` gives room for so many float32 numbers, all 0. */
export function paddedWeights(kernels: Kernels, keep: (values: number) => number, sizes: Sizes): PaddedWeights {
  const { features, units, padded, gates, biases } = sizes;
  if (units === padded) return { load: tensors, gradients: tensors, store: () => undefined };
  // Each tensor is so many groups of units side by side; behind the rows of the recurrent kernel come rows of zeros.
  const groups = [features * gates, units * gates, biases * gates] as const;
  const rooms = (): RecurrentTensors => [
    keep(groups[0] * padded),
    keep(padded * gates * padded),
    keep(groups[2] * padded),
  ];
  const [own, ownGradients] = [rooms(), rooms()];
  return {
    load(weights) {
      own.forEach((target, i) =>
        kernels.copyBlocks(weights[i]!, units, target, padded, units, padded - units, groups[i]!),
      );
      return own;
    },
    gradients: () => ownGradients,
    store: (targets) =>
      ownGradients.forEach((source, i) => kernels.copyBlocks(source, padded, targets[i]!, units, units, 0, groups[i]!)),
  };
}

function tensors([kernel = 0, recurrentKernel = 0, bias = 0]: readonly number[]): RecurrentTensors {
  return [kernel, recurrentKernel, bias];
}
