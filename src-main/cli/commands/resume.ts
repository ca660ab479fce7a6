import { backendChoices } from '#shared/domain/backend.ts';
import { StudioError } from '#shared/result.ts';
import type { CallHandlers } from '#shared/contract.ts';
import type { Command } from '../command.ts';
import { oneOf } from '../commandLine.ts';
import { runId } from '../ids.ts';
import { trainedResult, trainRuns } from '../trainRuns.ts';

/** `descent resume RUN|EXPERIMENT`: goes on with runs that were cut off, from their checkpoints, in a window-less page. */
export const resumeCommand: Command = {
  name: 'resume',
  positional: { valueName: 'RUN|EXPERIMENT', min: 1, max: 1 },
  options: { backend: { type: 'value', valueName: backendChoices.join('|') } },
  async run({ positionals, values }, context) {
    const backend = oneOf('backend', values.get('backend') ?? 'auto', backendChoices);
    const calls = await context.workshop.calls();
    const { experiment, run } = await named(runId(positionals[0]), calls);
    // Before anything changes: without data or a page it cannot go on.
    const { record } = await calls['experiments.get']({ experiment });
    await calls['datasets.get']({ dataset: record.experiment.data.dataset });
    await context.workshop.startPage(context.signal);
    const going = await calls['experiments.resume']({ experiment, ...(run === null ? {} : { runs: [run] }) });
    await trainRuns({ ...going, backend }, context);
    return trainedResult(record, run === null ? going.runs.map(({ id }) => id) : [run], context);
  },
};

/** A word that is a run's id or an experiment's; throws `runUnknown`. */
async function named(id: string, calls: CallHandlers): Promise<{ experiment: string; run: string | null }> {
  const all = await calls['experiments.list']({});
  if (all.some((experiment) => experiment.id === id)) return { experiment: id, run: null };
  const found = all.find(({ runs }) => runs.some((run) => run.id === id));
  if (!found) throw new StudioError('runUnknown', { value: id });
  return { experiment: found.id, run: id };
}
