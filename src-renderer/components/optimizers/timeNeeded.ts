import { experimentOf } from '#shared/domain/contenderPlan.ts';
import type { Experiment } from '#shared/domain/experiment.ts';
import type { Comparison } from '../../training/comparison.ts';

/**
 * Seconds the draft will take, from the epochs measured in a comparison on this computer: each contender by its own epochs, and by the mean
 * epoch of runs with the same layers, data and batches, whose optimizers differ little in their cost. Null where a contender has no such run.
 */
export function secondsNeeded(draft: Experiment, measured: Comparison | null): number | null {
  if (!measured || draft.training.limitSteps !== null) return null;
  const known = secondsPerEpoch(measured);
  const all = draft.contenders.map((contender) => {
    const own = experimentOf(draft, contender);
    return (known.get(costKey(own)) ?? NaN) * own.training.epochs;
  });
  const sum = all.reduce((total, seconds) => total + seconds, 0) * draft.training.seeds.length;
  return all.length > 0 && Number.isFinite(sum) ? sum : null;
}

/** Mean seconds of the epochs that were made whole, by what they cost. */
function secondsPerEpoch({ record, runs, curves }: Comparison): ReadonlyMap<string, number> {
  const measured = new Map<string, number[]>();
  for (const { id, contender } of runs) {
    const key = costKey(experimentOf(record.experiment, contender));
    const own = curves.get(id)?.epochs.filter(({ valLoss }) => valLoss !== null) ?? [];
    measured.set(key, [...(measured.get(key) ?? []), ...own.map(({ seconds }) => seconds)]);
  }
  const means = [...measured].map(
    ([key, all]) => [key, all.reduce((sum, each) => sum + each, 0) / all.length] as const,
  );
  return new Map(means.filter(([, mean]) => Number.isFinite(mean)));
}

function costKey({ model, data, loss, training }: Experiment): string {
  return JSON.stringify([
    model.layers.map(({ kind, params, inputs, block }) => [kind, params, inputs, block]),
    model.blocks,
    data,
    loss,
    training.batchSize,
  ]);
}
