import type { Probe } from '#shared/training/probes.ts';
import { changeAt, measureCount, probeAt } from '../measures.ts';
import type { Arena } from './arena.ts';
import type { Kernels } from './kernels.ts';
import type { Parameters } from './parameters.ts';
import type { CpuPlan } from './plan.ts';

/** Measures the updates of one run; every function writes its share of a row of measures that begins at `at`. See measures.ts. */
export interface UpdateMeter {
  /** Measures of one update. */
  readonly width: number;
  /** After the backward pass, before clipping. */
  gradients(row: Float64Array, at: number): void;
  /** The update itself, with the gradients as they are now. */
  update(row: Float64Array, at: number, learningRate: number): void;
}

/** What a meter looks at. */
export interface Metered {
  readonly kernels: Kernels;
  readonly plan: CpuPlan;
  readonly arena: Arena;
  readonly parameters: Parameters;
}

/** A meter of these weights that also follows the probes. */
export function updateMeter({ kernels, plan, arena, parameters }: Metered, probes: readonly Probe[]): UpdateMeter {
  const { gradients, layout } = plan;
  const counts = layout.counts.filter((_, i) => layout.trained[i]);
  const offsets = layout.offsets.filter((_, i) => layout.trained[i]);
  const places = probes.map(({ tensor, index }) => offsets[tensor]! + 4 * index);
  const thetas = places.map((place) => (parameters.area + place) / 4);
  const slopes = places.map((place) => (gradients + place) / 4);
  return {
    width: measureCount(counts.length, probes.length),
    gradients(row, at) {
      for (let i = 0; i < counts.length; i++) row[at + i] = kernels.sumSquares(gradients + offsets[i]!, counts[i]!);
    },
    update(row, at, learningRate) {
      const first = at + probeAt(counts.length, 0);
      const before = arena.f32;
      for (let i = 0; i < thetas.length; i++) {
        row[first + 2 * i] = before[thetas[i]!]!;
        row[first + 2 * i + 1] = before[slopes[i]!]!;
      }
      parameters.update(gradients, learningRate, row, at + changeAt(counts.length));
      const after = arena.f32;
      for (let i = 0; i < thetas.length; i++) row[first + 2 * i] = after[thetas[i]!]! - row[first + 2 * i]!;
    },
  };
}
