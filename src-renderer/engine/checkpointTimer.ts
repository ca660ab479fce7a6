/** How often a training is kept, whatever its epochs do. */
const EVERY_MS = 30_000;
/** The first one comes sooner: until then an interruption costs everything. */
const FIRST_AFTER_MS = 5000;
/** Epochs of small models end many times a second: keeping each would make such a training half as slow again (docs/persistence.md). */
const EPOCH_EVERY_MS = 2000;
/** Checkpoints may take one part in so many of the time: reading a large model back from a slow device is dear. */
const TIME_SHARE = 50;

/** Says when the next checkpoint is due. */
export class CheckpointTimer {
  private readonly now: () => number;
  private lastMs: number;
  private costMs = 0;
  private everyMs = FIRST_AFTER_MS;

  constructor(now: () => number = () => performance.now()) {
    this.now = now;
    this.lastMs = now();
  }

  /** Between two updates. */
  get isDue(): boolean {
    return this.waitedMs >= Math.max(this.everyMs, TIME_SHARE * this.costMs);
  }

  /** At the end of an epoch, which is the better place. */
  get isDueAtEpochEnd(): boolean {
    return this.waitedMs >= Math.max(EPOCH_EVERY_MS, TIME_SHARE * this.costMs);
  }

  /** Takes one and notes what it cost. */
  async take(work: () => Promise<void>): Promise<void> {
    const startedMs = this.now();
    await work();
    this.lastMs = this.now();
    this.costMs = this.lastMs - startedMs;
    this.everyMs = EVERY_MS;
  }

  private get waitedMs(): number {
    return this.now() - this.lastMs;
  }
}
