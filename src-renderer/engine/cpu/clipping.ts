import type { ClippingPlan } from '#shared/domain/experiment.ts';
import type { Kernels } from './kernels.ts';
import type { WeightLayout } from './weightLayout.ts';

/** Shortens the gradients of one update in place; from `at` on stand the sums of squares of the trained tensors' gradients. */
export type Clip = (squares: ArrayLike<number>, at: number) => void;

/** The in-place version of `clipGradients` over an area of gradients: same modes, same formulas, norms in float64. */
export function clipper(kernels: Kernels, area: number, layout: WeightLayout, { mode, threshold }: ClippingPlan): Clip {
  const { counts, offsets, trained, trainedBytes } = layout;
  const tensors = [...counts.keys()].filter((i) => trained[i]);
  const values = trainedBytes / 4;
  const within = (norm: number): number => threshold / Math.max(norm, threshold);
  const scale = (address: number, count: number, factor: number): void => {
    if (factor !== 1) kernels.scale(address, count, factor);
  };
  if (mode === 'value') return () => kernels.clipValue(area, values, threshold);
  if (mode === 'norm')
    return (squares, at) =>
      tensors.forEach((i, n) => scale(area + offsets[i]!, counts[i]!, within(Math.sqrt(squares[at + n]!))));
  return (squares, at) => {
    const norm = Math.sqrt(tensors.reduce((sum, _, n) => sum + squares[at + n]!, 0));
    scale(area, values, mode === 'global_norm' ? within(norm) : Math.min(1, threshold / (norm + 1e-6)));
  };
}
