import type { CallInput, Studio } from '#shared/contract.ts';
import { bytesAddress } from '#shared/contract.ts';
import type { EpochRecord, RunReason, RunStatus, StepValues } from '#shared/domain/run.ts';
import { StudioError, unwrap } from '#shared/result.ts';

/** Writes what one run becomes, in order, one call at a time; what comes meanwhile is sent together next. */
export interface RunWriter {
  begin(input: Omit<CallInput<'runs.begin'>, 'run'>): void;
  append(steps: readonly StepValues[], epochs: readonly EpochRecord[]): void;
  order(batchOrderHash: string): void;
  status(status: RunStatus): void;
  /** Last: weights if there are any, then the final status. Resolves when all of it is on disk. */
  end(status: RunStatus, reason: RunReason | null, weights: Float32Array<ArrayBuffer> | null): Promise<void>;
}

/** A writer for this run. The first failure (host lost, disk full) is told once; later calls are dropped. */
export function createRunWriter(host: Studio, run: string, onFailure: (error: unknown) => void): RunWriter {
  let tail: Promise<void> = Promise.resolve();
  let waiting: { steps: StepValues[]; epochs: EpochRecord[]; batchOrderHash?: string } | null = null;
  let failed = false;

  const enqueue = (work: () => Promise<unknown>): Promise<void> => {
    tail = tail.then(async () => {
      if (failed) return;
      try {
        await work();
      } catch (error) {
        failed = true;
        onFailure(error);
      }
    });
    return tail;
  };

  const collect = (): NonNullable<typeof waiting> => {
    if (waiting) return waiting;
    waiting = { steps: [], epochs: [] };
    void enqueue(async () => {
      const { steps, epochs, ...order } = waiting!;
      waiting = null;
      unwrap(await host.call('runs.append', { run, steps: joinSteps(steps), epochs: epochs.map(copyEpoch), ...order }));
    });
    return waiting;
  };

  return {
    begin: (input) => void enqueue(async () => unwrap(await host.call('runs.begin', { run, ...input }))),
    append: (steps, epochs) => {
      const batch = collect();
      batch.steps.push(...steps);
      batch.epochs.push(...epochs);
    },
    order: (batchOrderHash) => void (collect().batchOrderHash = batchOrderHash),
    status: (status) => void enqueue(async () => unwrap(await host.call('runs.setStatus', { run, status }))),
    end: (status, reason, weights) =>
      enqueue(async () => {
        if (weights) await putWeights(run, weights);
        unwrap(
          await host.call('runs.setStatus', {
            run,
            status,
            reason: reason ? { ...reason, detail: { ...reason.detail } } : null,
          }),
        );
      }),
  };
}

type AppendInput = CallInput<'runs.append'>;

/** Consecutive pieces of one series become one piece. */
function joinSteps(pieces: readonly StepValues[]): AppendInput['steps'] {
  const joined: AppendInput['steps'] = [];
  for (const { series, fromStep, values } of pieces) {
    const last = joined.findLast((piece) => piece.series === series);
    if (last && last.fromStep + last.values.length === fromStep) last.values.push(...values);
    else joined.push({ series, fromStep, values: [...values] });
  }
  return joined;
}

function copyEpoch(epoch: EpochRecord): AppendInput['epochs'][number] {
  return { ...epoch, metrics: { ...epoch.metrics }, valMetrics: { ...epoch.valMetrics } };
}

async function putWeights(run: string, weights: Float32Array<ArrayBuffer>): Promise<void> {
  const headers = { 'Content-Type': 'application/octet-stream' };
  const response = await fetch(bytesAddress.weights(run), { method: 'PUT', body: weights.buffer, headers });
  if (!response.ok) throw new StudioError('weightsNotKept', { status: response.status });
}
