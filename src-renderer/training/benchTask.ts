import { contendersOf } from '#shared/bench/participants.ts';
import type { BenchTask } from '#shared/contract.ts';
import { StudioError } from '#shared/result.ts';
import type { FromBench, ToBench } from '../engine/bench/benchMessages.ts';

interface Answer {
  readonly backend: string;
  readonly ms: number;
}

/** TF.js's plain backend needs minutes for one update of the embedding, and the bench has ten for everything: who is that slow is left out, by name. */
const ANSWER_WITHIN_MS = 45_000;

/** Participants of the bench that are open now, each with its workers. */
const open = new Map<string, readonly Worker[]>();

/** Opens a participant, lets it train, or ends it; gives the milliseconds until the last of its workers was ready. */
export async function benchTask(task: BenchTask): Promise<Answer | null> {
  const key = `${task.model} ${task.participant}`;
  if (task.act === 'open') return openParticipant(key, task);
  const workers = open.get(key) ?? [];
  if (task.act === 'train') return together(workers, () => ({ type: 'train', updates: task.updates }));
  for (const worker of workers) worker.terminate();
  open.delete(key);
  return null;
}

/** Several contenders are shared out as in a training without a window: over all processors, on the processor only. */
async function openParticipant(key: string, { model, participant }: BenchTask): Promise<Answer> {
  const contenders = contendersOf(participant);
  const count = Math.min(contenders, navigator.hardwareConcurrency);
  const workers = Array.from({ length: count }, startWorker);
  open.set(key, workers);
  const share = (at: number): number => Math.floor(contenders / count) + (at < contenders % count ? 1 : 0);
  return together(workers, (at) => ({ type: 'open', model, participant, contenders: share(at) }));
}

function startWorker(): Worker {
  return new Worker(new URL('../engine/bench/bench.worker.ts', import.meta.url), { type: 'module' });
}

async function together(workers: readonly Worker[], message: (at: number) => ToBench): Promise<Answer> {
  const startedMs = performance.now();
  const answers = await Promise.all(workers.map((worker, at) => ask(worker, message(at))));
  return { backend: answers[0]!.backend, ms: performance.now() - startedMs };
}

function ask(worker: Worker, message: ToBench): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const failed = (text: string): void => {
      clearTimeout(timer);
      reject(new StudioError('benchFailed', { message: text.slice(0, 300) }));
    };
    const timer = setTimeout(() => failed(`no update within ${ANSWER_WITHIN_MS / 1000} s`), ANSWER_WITHIN_MS);
    worker.onmessage = ({ data }: MessageEvent<FromBench>) => {
      if (data.type !== 'done') return failed(data.message);
      clearTimeout(timer);
      resolve(data);
    };
    worker.onerror = (event) => failed(event.message || '–');
    worker.postMessage(message);
  });
}
