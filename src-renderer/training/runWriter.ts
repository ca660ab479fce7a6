import type { CallInput, RunAppend, Studio } from '#shared/contract.ts';
import { bytesAddress } from '#shared/contract.ts';
import { epochCount, epochSlice, joinPacked, type EpochBlock, type PackedSteps } from '#shared/domain/pointColumns.ts';
import type { CheckpointMark } from '#shared/domain/checkpoint.ts';
import type { RunReason, RunStatus } from '#shared/domain/run.ts';
import type { RunEvent } from '#shared/domain/runEvent.ts';
import { StudioError, unwrap } from '#shared/result.ts';
import type { PointsSender } from './pointsSender.ts';

/** The status of a bytes address whose disk is full. */
const INSUFFICIENT_STORAGE = 507;

/** The host takes no more values of a series in one call than 100,000, and has other things to do than one call. */
const MOST_VALUES = 20_000;
const MOST_EPOCHS = 2000;

/** What is sent together next. */
interface Batch {
  readonly steps: PackedSteps[];
  readonly epochs: EpochBlock[];
  readonly events: RunEvent[];
  batchOrderHash?: string;
  maskHash?: string;
}

/** Writes what one run becomes, in order, one call at a time; what comes meanwhile is sent together next. */
export interface RunWriter {
  /** Before what comes now: what was written after this update, and from this epoch on, is taken away. */
  goBack(to: Pick<CheckpointMark, 'step' | 'epoch'>): void;
  begin(input: Omit<CallInput<'runs.begin'>, 'run'>): void;
  /** `maskHash`: of all dropout masks up to the last of these updates. */
  append(steps: readonly PackedSteps[], epochs: readonly EpochBlock[], maskHash?: string): void;
  order(batchOrderHash: string): void;
  event(event: RunEvent): void;
  status(status: RunStatus): void;
  /** Keeps a checkpoint once the points before it are kept. One that is overtaken by the next is left out. */
  checkpoint(bytes: Uint8Array<ArrayBuffer>): void;
  /** Resolves when everything so far is written. */
  settled(): Promise<void>;
  /** Last: weights if there are any, then the final status. Resolves when all of it is on disk. */
  end(status: RunStatus, reason: RunReason | null, weights: Float32Array<ArrayBuffer> | null): Promise<void>;
}

export interface WriterTrouble {
  /** The host is lost, or refuses: told once, later calls are dropped. */
  readonly onFailure: (error: unknown) => void;
  /** The disk is full: what was to be written is written again when the promise resolves. Nothing is lost meanwhile. */
  readonly whenRoom: () => Promise<void>;
}

/** A writer for this run; the writers of a session share the sender of their points. */
export function createRunWriter(
  host: Studio,
  run: string,
  { onFailure, whenRoom }: WriterTrouble,
  sender: PointsSender,
): RunWriter {
  /** How much in the queue is not points: what stands before it must not wait. */
  let urgent = 0;
  let tail: Promise<void> = Promise.resolve();
  let waiting: Batch | null = null;
  let failed = false;
  let newest: Uint8Array<ArrayBuffer> | null = null;

  const enqueue = (work: () => Promise<unknown>): Promise<void> => {
    const attempt = async (): Promise<void> => {
      if (failed) return;
      try {
        await work();
      } catch (error) {
        if (isDiskFull(error)) return whenRoom().then(attempt);
        failed = true;
        onFailure(error);
      }
    };
    tail = tail.then(attempt);
    return tail;
  };
  const enqueueUrgent = (work: () => Promise<unknown>): Promise<void> => {
    urgent += 1;
    sender.hurry();
    return enqueue(work).finally(() => (urgent -= 1));
  };

  const collect = (): Batch => {
    if (waiting) return waiting;
    const batch: Batch = { steps: [], epochs: [], events: [] };
    waiting = batch;
    void enqueue(async () => {
      if (waiting === batch) waiting = null;
      for (const part of appendsOf(batch)) await sender.send({ run, ...part }, urgent > 0);
    });
    return batch;
  };

  return {
    goBack: (to) => {
      // What comes now is written after it: points that joined a batch from before would be taken away.
      waiting = null;
      void enqueueUrgent(async () => unwrap(await host.call('runs.goBack', { run, ...to })));
    },
    begin: (input) => void enqueueUrgent(async () => unwrap(await host.call('runs.begin', { run, ...input }))),
    append: (steps, epochs, maskHash) => {
      const batch = collect();
      if (maskHash !== undefined) batch.maskHash = maskHash;
      batch.steps.push(...steps);
      batch.epochs.push(...epochs);
    },
    event: (event) => void collect().events.push(event),
    order: (batchOrderHash) => void (collect().batchOrderHash = batchOrderHash),
    status: (status) => void enqueueUrgent(async () => unwrap(await host.call('runs.setStatus', { run, status }))),
    checkpoint: (bytes) => {
      newest = bytes;
      void enqueueUrgent(async () => {
        if (newest === bytes) await putCheckpoint(run, bytes);
      });
    },
    settled: () => enqueueUrgent(() => Promise.resolve()),
    end: (status, reason, weights) =>
      enqueueUrgent(async () => {
        if (weights) await putBytes(bytesAddress.weights(run), weights.buffer);
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

/** A batch as one call, or as several where a busy host let much come together. */
function* appendsOf({ steps, epochs, events, ...hashes }: Batch): Generator<Omit<RunAppend, 'run'>> {
  const pieces = joinPacked(steps).flatMap(cutSteps);
  const blocks = epochs.flatMap(cutEpochs);
  const records = blocks.reduce((sum, block) => sum + epochCount(block), 0);
  const isSmall = pieces.length <= 1 + new Set(steps.map(({ series }) => series)).size && records <= MOST_EPOCHS;
  const rest = { ...hashes, ...(events.length > 0 && { events }) };
  if (isSmall) return yield { steps: pieces, epochs: blocks, ...rest };
  for (const piece of pieces) yield { steps: [piece], epochs: [] };
  for (const block of blocks) yield { steps: [], epochs: [block] };
  yield { steps: [], epochs: [], ...rest };
}

/** Copies, not views: a view takes all of its memory along to another thread. */
function cutSteps({ series, fromStep, values }: PackedSteps): PackedSteps[] {
  if (values.length <= MOST_VALUES) return [{ series, fromStep, values }];
  return startsOf(values.length, MOST_VALUES).map((at) => ({
    series,
    fromStep: fromStep + at,
    values: values.slice(at, at + MOST_VALUES),
  }));
}

function cutEpochs(block: EpochBlock): EpochBlock[] {
  if (epochCount(block) <= MOST_EPOCHS) return [block];
  return startsOf(epochCount(block), MOST_EPOCHS).map((at) => epochSlice(block, at, at + MOST_EPOCHS));
}

function startsOf(length: number, size: number): number[] {
  return Array.from({ length: Math.ceil(length / size) }, (_, part) => part * size);
}

/** A checkpoint that the host refuses is no reason to end a training: the one before is still there. */
async function putCheckpoint(run: string, bytes: Uint8Array<ArrayBuffer>): Promise<void> {
  await putBytes(bytesAddress.newCheckpoint(run), bytes.buffer).catch((error: unknown) => {
    if (isDiskFull(error)) throw error;
  });
}

/** Throws `diskFull`, or `weightsNotKept` for any other refusal. */
async function putBytes(address: string, body: ArrayBuffer): Promise<void> {
  const headers = { 'Content-Type': 'application/octet-stream' };
  const response = await fetch(address, { method: 'PUT', body, headers });
  if (response.ok) return;
  if (response.status === INSUFFICIENT_STORAGE) throw new StudioError('diskFull');
  throw new StudioError('weightsNotKept', { status: response.status });
}

function isDiskFull(error: unknown): boolean {
  return error instanceof StudioError && error.code === 'diskFull';
}
