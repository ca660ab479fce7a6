import { joinSteps } from '#shared/domain/joinSteps.ts';
import type { EpochRecord, StepValues } from '#shared/domain/run.ts';
import type { FromWorker, RunPointsMessage, TrainingProgress } from './messages.ts';

/** Losses are read back and told this often while training. */
export const TELL_EVERY_MS = 100;

interface Waiting {
  readonly steps: StepValues[];
  readonly epochs: EpochRecord[];
  /** Chained, so the last one tells of all. */
  maskHash?: string;
}

/** What waits to be told: epochs of a small model end hundreds of times a second, and the page should hear ten times. */
export class Outbox {
  private waiting = new Map<string, Waiting>();
  private orders = new Map<string, string>();
  private sentMs = 0;
  private readonly emit: (message: FromWorker) => void;
  private readonly progress: () => TrainingProgress;
  private readonly everyMs: number;

  constructor(emit: (message: FromWorker) => void, progress: () => TrainingProgress, everyMs: number) {
    this.emit = emit;
    this.progress = progress;
    this.everyMs = everyMs;
  }

  get isDue(): boolean {
    return performance.now() - this.sentMs >= this.everyMs;
  }

  /** Puts points in; they go when it is time. */
  add(points: readonly RunPointsMessage[]): void {
    for (const { run, steps, epochs, maskHash } of points) {
      const own: Waiting = this.waiting.get(run) ?? { steps: [], epochs: [] };
      this.waiting.set(run, own);
      if (maskHash !== undefined) own.maskHash = maskHash;
      own.steps.push(...steps);
      own.epochs.push(...epochs);
    }
    if (this.isDue) this.send();
  }

  /** The order of one more epoch has begun; the hash is chained, so the last one tells of all. */
  order(run: string, batchOrderHash: string): void {
    this.orders.set(run, batchOrderHash);
  }

  /** Tells everything now. */
  send(): void {
    this.sentMs = performance.now();
    for (const [run, batchOrderHash] of this.orders) this.emit({ type: 'order', run, batchOrderHash });
    const points = [...this.waiting].map(([run, { steps, ...rest }]) => ({ run, steps: joinSteps(steps), ...rest }));
    [this.orders, this.waiting] = [new Map(), new Map()];
    this.emit({ type: 'points', points, progress: this.progress() });
  }
}
