import type { ResumedRun } from '#shared/contract.ts';
import { finalStatuses, type ExperimentRecord, type RunRecord } from '#shared/domain/run.ts';
import type { TaskProgress } from '#main/services/taskQueue.ts';
import type { CommandContext, CommandResult } from './command.ts';
import { runOutput, runsTable, type RunOutput } from './runOutput.ts';
import { failureOf } from './sentences.ts';

/** Runs of a kept experiment that are to be trained. */
export interface TrainOrder {
  readonly record: ExperimentRecord;
  /** Every run the page is to know of. */
  readonly runs: readonly RunRecord[];
  /** Those that go on; absent: all begin. */
  readonly resumed?: readonly ResumedRun[];
  readonly backend: string;
}

/** Trains in the page; what stops it stops the runs too, so that none stays unfinished. */
export async function trainRuns(order: TrainOrder, context: CommandContext): Promise<void> {
  const { say, progress, signal, workshop } = context;
  const onProgress = ({ fraction, stage, detail }: TaskProgress) =>
    progress.update(
      say('cli.training', { percent: Math.round(fraction * 100), message: say(`cli.stage.${stage}`, detail) }),
      stage,
    );
  const tellStopping = () => progress.note(say('cli.stopping'));
  signal.addEventListener('abort', tellStopping, { once: true });
  try {
    await workshop.perform({ kind: 'train', ...order }, { signal, onProgress });
  } catch (error) {
    await endUnfinished(order.resumed?.map(({ run }) => run) ?? order.runs.map(({ id }) => id), context, error);
    if (!signal.aborted) throw error;
  }
  if (signal.aborted) progress.note(say('cli.stopped'));
}

/** What a training command prints: how these runs ended and where their curves ended. */
export async function trainedResult(
  { id, experiment }: ExperimentRecord,
  runs: readonly string[],
  { say, workshop }: CommandContext,
): Promise<CommandResult> {
  const calls = await workshop.calls();
  const outputs: RunOutput[] = [];
  for (const run of runs)
    outputs.push(runOutput(await calls['runs.get']({ run }), await calls['runs.points']({ run })));
  return {
    json: { experiment: id, runs: outputs },
    text: `${experiment.title} (${id})\n\n${runsTable(say, outputs)}`,
    failed: outputs.some(({ status }) => status !== 'finished' && status !== 'diverged'),
  };
}

async function endUnfinished(
  runs: readonly string[],
  { workshop, signal }: CommandContext,
  error: unknown,
): Promise<void> {
  const calls = await workshop.calls();
  for (const id of runs) {
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
