import { backendChoices, type BackendChoice } from '#shared/domain/backend.ts';
import type { CallOutput } from '#shared/contract.ts';

/** What runs go on with: what was asked for, else what computed them before, which alone gives the same bits. */
export function backendToGoOn(
  { runs, resumed }: Pick<CallOutput<'experiments.resume'>, 'runs' | 'resumed'>,
  wanted: BackendChoice,
): BackendChoice {
  if (wanted !== 'auto') return wanted;
  const going = runs.filter((run) => resumed.some(({ run: id }) => id === run.id));
  const before = going.find((run) => run.backend !== null)?.backend;
  return backendChoices.find((choice) => choice === before) ?? 'auto';
}
