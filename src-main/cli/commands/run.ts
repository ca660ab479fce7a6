import * as v from 'valibot';
import { backendChoices } from '#shared/domain/backend.ts';
import type { DatasetDescriptor } from '#shared/domain/dataset.ts';
import type { Experiment } from '#shared/domain/experiment.ts';
import { experimentSchema } from '#shared/domain/experimentSchema.ts';
import type { CommandArguments, CommandContext, Command } from '../command.ts';
import { oneOf, wholeNumber, wholeNumbers } from '../commandLine.ts';
import { experimentFrom, onDataset, withOverrides, type Overrides } from '../experimentSource.ts';
import { importProgress } from '../progress.ts';
import { plannedSteps } from '../readiness.ts';
import { trainedResult, trainRuns } from '../trainRuns.ts';

const MAX_SEED = 0xffffffff;

/** `descent run EXPERIMENT|RECIPE`: trains every contender with every seed in a window-less page and keeps the runs. */
export const runCommand: Command = {
  name: 'run',
  positional: { valueName: 'EXPERIMENT|RECIPE', min: 1, max: 1 },
  options: {
    data: { type: 'list', valueName: 'PATH' },
    contender: { type: 'list', valueName: 'NAME' },
    seeds: { type: 'value', valueName: '1,2,3' },
    epochs: { type: 'value', valueName: 'N' },
    'limit-steps': { type: 'value', valueName: 'N' },
    'stand-in': { type: 'flag' },
    backend: { type: 'value', valueName: backendChoices.join('|') },
  },
  async run(args, context) {
    const backend = oneOf('backend', args.values.get('backend') ?? 'auto', backendChoices);
    const overrides = overridesOf(args);
    const calls = await context.workshop.calls();
    const recipes = await calls['recipes.list']({});
    const source = await experimentFrom(args.positionals[0] ?? '', recipes, args.flags.has('stand-in'));
    const { experiment, descriptor } = await withData(withOverrides(source, overrides), args, context);
    const stepsPlanned = plannedSteps(context.say, experiment, descriptor);
    // Before the runs are made: without a page there is nothing to keep.
    await context.workshop.startPage(context.signal);
    const { record, runs } = await calls['experiments.start']({
      experiment: v.parse(experimentSchema, experiment),
      stepsPlanned,
    });
    await trainRuns({ record, runs, backend }, context);
    return trainedResult(
      record,
      runs.map(({ id }) => id),
      context,
    );
  },
};

function overridesOf({ lists, values }: CommandArguments): Overrides {
  const [seeds, epochs, limitSteps] = ['seeds', 'epochs', 'limit-steps'].map((option) => values.get(option));
  return {
    contenders: lists.get('contender') ?? [],
    seeds: seeds === undefined ? null : wholeNumbers('seeds', seeds, 0, MAX_SEED),
    epochs: epochs === undefined ? null : wholeNumber('epochs', epochs, 1, 100_000),
    limitSteps: limitSteps === undefined ? null : wholeNumber('limit-steps', limitSteps, 1, 1e9),
  };
}

interface ExperimentOnData {
  readonly experiment: Experiment;
  readonly descriptor: DatasetDescriptor;
}

/** The experiment on its data set, or on the files of `--data`. */
async function withData(
  experiment: Experiment,
  args: CommandArguments,
  context: CommandContext,
): Promise<ExperimentOnData> {
  const calls = await context.workshop.calls();
  const paths = args.lists.get('data');
  if (!paths) return { experiment, descriptor: await calls['datasets.get']({ dataset: experiment.data.dataset }) };
  const { say, progress, signal, workshop } = context;
  const onProgress = importProgress(say, progress);
  const { dataset } = await workshop.importData(paths, { signal, onProgress });
  const descriptor = await calls['datasets.get']({ dataset });
  const columns = descriptor.columns?.map(({ name }) => name) ?? [];
  const moved = onDataset(experiment, dataset, columns, descriptor.target);
  const target = moved.data.target;
  if (target === null || target === descriptor.target) return { experiment: moved, descriptor };
  return { experiment: moved, descriptor: await calls['datasets.setTarget']({ dataset, target }) };
}
