import { experimentOf } from '#shared/domain/contenderPlan.ts';
import type { Contender, Experiment } from '#shared/domain/experiment.ts';
import { solves } from '#shared/training/solving.ts';
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
    return (known.get(costOf(draft, contender)) ?? NaN) * own.training.epochs;
  });
  const sum = all.reduce((total, seconds) => total + seconds, 0) * draft.training.seeds.length;
  return all.length > 0 && Number.isFinite(sum) ? sum : null;
}

/** Mean seconds of the epochs that were made whole, by what they cost. */
function secondsPerEpoch({ record, runs, curves }: Comparison): ReadonlyMap<string, number> {
  const measured = new Map<string, { readonly seconds: number; readonly epochs: number }>();
  for (const { id, contender } of runs) {
    const key = costOf(record.experiment, contender);
    const own = curves.get(id)?.epochs.filter(({ valLoss }) => valLoss !== null) ?? [];
    const before = measured.get(key) ?? { seconds: 0, epochs: 0 };
    const seconds = own.reduce((sum, each) => sum + each.seconds, before.seconds);
    // A step of a solver passes over the rows several times, and its epochs count the passes.
    const passes = solves(contender) ? (own.at(-1)?.epoch ?? 0) : own.length;
    measured.set(key, { seconds, epochs: before.epochs + passes });
  }
  const whole = [...measured].filter(([, { epochs }]) => epochs > 0);
  return new Map(whole.map(([key, { seconds, epochs }]) => [key, seconds / epochs]));
}

/** Steps of solvers cost something else than updates over as many rows. */
function costOf(experiment: Experiment, contender: Contender): string {
  return `${solves(contender)} ${costKey(experimentOf(experiment, contender))}`;
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
