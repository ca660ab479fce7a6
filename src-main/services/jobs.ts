import type { Events } from '#shared/contract.ts';
import { StudioError, succeed, toFailure } from '#shared/result.ts';
import { newId } from './ids.ts';

export interface JobProgress {
  readonly fraction: number | null;
  /** Key under `jobs.` in the locale files. */
  readonly message: string;
  readonly detail: Readonly<Record<string, string | number>>;
}

/** A long work in the main process. It must end soon after `signal` says so. */
export type JobWork = (signal: AbortSignal, report: (progress: JobProgress) => void) => Promise<{ dataset: string }>;

export interface Jobs {
  /** Starts a work and returns its id; progress and the end are told as events. */
  start(work: JobWork): string;
  /** Throws `jobUnknown` where it is not running (any more). */
  cancel(job: string): void;
  /** Cancels everything and waits for it. */
  close(): Promise<void>;
}

export interface JobsOptions {
  readonly emit: <E extends 'job.progress' | 'job.ended'>(event: E, payload: Events[E]) => void;
  readonly now?: () => number;
}

/** At most ten reports a second leave the process. */
const REPORT_EVERY_MS = 100;
/** A rate measured over less says nothing. */
const ESTIMATE_AFTER_MS = 500;

export function createJobs({ emit, now = Date.now }: JobsOptions): Jobs {
  const running = new Map<string, { abort: AbortController; ended: Promise<void> }>();

  async function run(job: string, work: JobWork, abort: AbortController): Promise<void> {
    const reporter = createReporter(job, emit, now);
    const result = await work(abort.signal, reporter.report).then(succeed, (error: unknown) =>
      toFailure(abort.signal.aborted ? new StudioError('cancelled') : error),
    );
    reporter.end();
    running.delete(job);
    emit('job.ended', { job, result });
  }

  return {
    start(work) {
      const job = newId('j');
      const abort = new AbortController();
      // The page must have the id before it hears of the job.
      const ended = new Promise<void>((resolve) => setImmediate(resolve)).then(() => run(job, work, abort));
      running.set(job, { abort, ended });
      return job;
    },
    cancel(job) {
      const found = running.get(job);
      if (!found) throw new StudioError('jobUnknown', { value: job });
      found.abort.abort();
    },
    async close() {
      const all = [...running.values()];
      for (const { abort } of all) abort.abort();
      await Promise.all(all.map(({ ended }) => ended));
    },
  };
}

/** Throttles reports without ever losing the last one. */
function createReporter(job: string, emit: JobsOptions['emit'], now: () => number) {
  const startedMs = now();
  let sentMs = -Infinity;
  let waiting: JobProgress | null = null;
  let timer: NodeJS.Timeout | null = null;

  const send = () => {
    if (timer) clearTimeout(timer);
    timer = null;
    if (!waiting) return;
    sentMs = now();
    emit('job.progress', { job, ...waiting, remainingSeconds: remainingSeconds(waiting.fraction, now() - startedMs) });
    waiting = null;
  };
  const report = (progress: JobProgress) => {
    waiting = progress;
    const waitMs = sentMs + REPORT_EVERY_MS - now();
    if (waitMs <= 0) send();
    else timer ??= setTimeout(send, waitMs);
  };
  return { report, end: send };
}

/** Time left if the rest goes like the part so far; null while that says nothing. */
export function remainingSeconds(fraction: number | null, elapsedMs: number): number | null {
  if (fraction === null || fraction <= 0 || elapsedMs < ESTIMATE_AFTER_MS) return null;
  return (elapsedMs / 1000) * ((1 - Math.min(1, fraction)) / Math.min(1, fraction));
}
