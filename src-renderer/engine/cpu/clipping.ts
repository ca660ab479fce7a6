import type { ClippingPlan } from '#shared/domain/experiment.ts';
import type { Kernels } from './kernels.ts';
import type { WeightLayout } from './weightLayout.ts';

/** Shortens the gradients of one update in place. */
export type Clip = () => void;

/** The in-place version of `clipGradients` over an area of gradients: same modes, same formulas, norms in float64. */
export function clipper(kernels: Kernels, area: number, layout: WeightLayout, { mode, threshold }: ClippingPlan): Clip {
  const { counts, offsets, bytes } = layout;
  const squared = (i: number): number => kernels.sumSquares(area + offsets[i]!, counts[i]!);
  const within = (norm: number): number => threshold / Math.max(norm, threshold);
  const scale = (address: number, count: number, factor: number): void => {
    if (factor !== 1) kernels.scale(address, count, factor);
  };
  if (mode === 'value') return () => kernels.clipValue(area, bytes / 4, threshold);
  if (mode === 'norm')
    return () => counts.forEach((count, i) => scale(area + offsets[i]!, count, within(Math.sqrt(squared(i)))));
  return () => {
    const norm = Math.sqrt(counts.reduce((sum, _, i) => sum + squared(i), 0));
    scale(area, bytes / 4, mode === 'global_norm' ? within(norm) : Math.min(1, threshold / (norm + 1e-6)));
  };
}
