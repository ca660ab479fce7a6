import type { Experiment } from '#shared/domain/experiment.ts';
import type { Comparison } from '../../training/comparison.ts';

/**
 * Seconds the draft will take, from the epochs measured in a comparison of the same model, data and batch size on this computer; null where
 * there is none. Contenders differ little in their cost, so the mean over all measured epochs is used.
 */
export function secondsNeeded(draft: Experiment, measured: Comparison | null): number | null {
  if (!measured || costKey(measured.record.experiment) !== costKey(draft) || draft.training.limitSteps !== null)
    return null;
  const seconds = [...measured.curves.values()].flatMap(({ epochs }) =>
    epochs.filter((epoch) => epoch.valLoss !== null).map((epoch) => epoch.seconds),
  );
  if (seconds.length === 0) return null;
  const mean = seconds.reduce((sum, value) => sum + value, 0) / seconds.length;
  return mean * draft.training.epochs * draft.training.seeds.length * draft.contenders.length;
}

function costKey({ model, data, loss, training }: Experiment): string {
  return JSON.stringify([
    model.layers.map(({ kind, params, inputs }) => [kind, params, inputs]),
    data,
    loss,
    training.batchSize,
  ]);
}
