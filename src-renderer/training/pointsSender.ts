import type { RunAppend, Studio } from '#shared/contract.ts';
import { unwrap } from '#shared/result.ts';

/** What the runs of a session became, sent together: a request costs the page more than what is in it. */
export interface PointsSender {
  /** Resolves when the host has acknowledged it; rejects with what the host answered. At once where `isUrgent`, else when it is time. */
  send(append: RunAppend, isUrgent: boolean): Promise<void>;
  /** What waits goes at once: somebody waits for it. */
  hurry(): void;
}

/** Acknowledged four times a second is soon enough for a person, and leaves the page its frames. */
const SEND_EVERY_MS = 250;

interface Waiting {
  readonly append: RunAppend;
  resolve(): void;
  reject(error: unknown): void;
}

/** A sender over this host. Calls may overtake each other only between runs: who sends for a run waits for the answer first. */
export function createPointsSender(host: Studio, everyMs = SEND_EVERY_MS): PointsSender {
  let waiting: Waiting[] = [];
  let timer: ReturnType<typeof setTimeout> | null = null;
  let sentMs = -Infinity;

  const flush = async (): Promise<void> => {
    if (timer !== null) clearTimeout(timer);
    timer = null;
    if (waiting.length === 0) return;
    const batch = waiting;
    [waiting, sentMs] = [[], performance.now()];
    try {
      unwrap(await host.call('runs.append', { runs: batch.map(({ append }) => append) }));
      for (const { resolve } of batch) resolve();
    } catch (error) {
      for (const { reject } of batch) reject(error);
    }
  };
  const plan = (waitMs: number): void => {
    if (timer !== null) clearTimeout(timer);
    timer = setTimeout(() => void flush(), Math.max(0, waitMs));
  };
  return {
    send: (append, isUrgent) =>
      new Promise((resolve, reject) => {
        waiting.push({ append, resolve, reject });
        // A moment even where it is urgent: the other runs of the session are about to say the same.
        if (isUrgent) plan(0);
        else if (timer === null) plan(sentMs + everyMs - performance.now());
      }),
    hurry: () => {
      if (waiting.length > 0) plan(0);
    },
  };
}
