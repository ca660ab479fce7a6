import * as v from 'valibot';
import type { DatasetDescriptor } from '#shared/domain/dataset.ts';
import type { Experiment } from '#shared/domain/experiment.ts';
import { experimentSchema } from '#shared/domain/experimentSchema.ts';
import { finalStatuses, type ExperimentRecord, type RunRecord } from '#shared/domain/run.ts';
import type { CommandArguments, CommandContext, Command } from '../command.ts';
import type { TaskProgress } from '#main/services/taskQueue.ts';
import { oneOf, wholeNumber, wholeNumbers } from '../commandLine.ts';
import { experimentFrom, onDataset, withOverrides, type Overrides } from '../experimentSource.ts';
import { importProgress } from '../progress.ts';
import { plannedSteps } from '../readiness.ts';
import { failureOf } from '../sentences.ts';
import { runOutput, runsTable, type RunOutput } from '../runOutput.ts';

const MAX_SEED = 0xffffffff;

/** `descent run EXPERIMENT|RECIPE`: trains every contender with every seed in a window-less page and keeps the runs. */
export const runCommand: Command = {
  name: 'run',
  positional: { placeholder: 'EXPERIMENT|RECIPE', min: 1, max: 1 },
  options: {
    data: { type: 'list', placeholder: 'PATH' },
    contender: { type: 'list', placeholder: 'NAME' },
    seeds: { type: 'value', placeholder: '1,2,3' },
    epochs: { type: 'value', placeholder: 'N' },
    'limit-steps': { type: 'value', placeholder: 'N' },
    backend: { type: 'value', placeholder: 'webgl|cpu' },
  },
  async run(args, context) {
    const backend = oneOf('backend', args.values.get('backend') ?? 'webgl', ['webgl', 'cpu']);
    const overrides = overridesOf(args);
    const calls = await context.workshop.calls();
    const source = await experimentFrom(args.positionals[0] ?? '', await calls['recipes.list']({}));
    const { experiment, descriptor } = await withData(withOverrides(source, overrides), args, context);
    const stepsPlanned = plannedSteps(context.say, experiment, descriptor);
    // Before the runs are made: without a page there is nothing to keep.
    await context.workshop.startPage(context.signal);
    const { record, runs } = await calls['experiments.start']({
      experiment: v.parse(experimentSchema, experiment),
      stepsPlanned,
    });
    await train({ record, runs }, backend, context);
    const outputs: RunOutput[] = [];
    for (const { id: run } of runs)
      outputs.push(runOutput(await calls['runs.get']({ run }), await calls['runs.points']({ run })));
    return {
      json: { experiment: record.id, runs: outputs },
      text: `${experiment.title} (${record.id})\n\n${runsTable(context.say, outputs)}`,
      failed: outputs.some(({ status }) => status !== 'finished' && status !== 'diverged'),
    };
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

interface Started {
  readonly record: ExperimentRecord;
  readonly runs: readonly RunRecord[];
}

/** Trains in the page; what stops it stops the runs too, so that none stays unfinished. */
async function train({ record, runs }: Started, backend: string, context: CommandContext): Promise<void> {
  const { say, progress, signal, workshop } = context;
  const onProgress = ({ fraction, stage, detail }: TaskProgress) =>
    progress.update(
      say('cli.training', { percent: Math.round(fraction * 100), message: say(`cli.stage.${stage}`, detail) }),
    );
  const tellStopping = () => progress.note(say('cli.stopping'));
  signal.addEventListener('abort', tellStopping, { once: true });
  try {
    await workshop.perform({ kind: 'train', record, runs, backend }, { signal, onProgress });
  } catch (error) {
    await endUnfinished(runs, context, error);
    if (!signal.aborted) throw error;
  }
  if (signal.aborted) progress.note(say('cli.stopped'));
}

async function endUnfinished(
  runs: readonly RunRecord[],
  { workshop, signal }: CommandContext,
  error: unknown,
): Promise<void> {
  const calls = await workshop.calls();
  for (const { id } of runs) {
    const { status, steps } = await calls['runs.get']({ run: id });
    if (finalStatuses.includes(status)) continue;
    if (signal.aborted)
      await calls['runs.setStatus']({
        run: id,
        status: 'stopped',
        reason: { code: 'stoppedByUser', detail: { step: steps } },
      });
    else await calls['runs.setStatus']({ run: id, status: 'failed', reason: { ...failureOf(error) } });
  }
}
