/** Thrown out of `Gate.pass` after a stop: the trainer unwinds and keeps what it has. */
export class Stopped extends Error {}

/** Gives other tasks of the worker (messages) a turn. Not a timer: timers are clamped to 4 ms and throttled in hidden windows. */
function yieldToMessages(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(null);
  });
}

/** What stands between two updates: pause, one step, resume, stop. */
export class Gate {
  private paused = false;
  private stopped = false;
  private allowance = 0;
  private wake: (() => void) | null = null;
  private pausedMs = 0;
  private readonly onPaused: (paused: boolean) => void;

  constructor(onPaused: (paused: boolean) => void) {
    this.onPaused = onPaused;
  }

  pause(): void {
    this.paused = true;
  }

  resume(): void {
    this.paused = false;
    this.wake?.();
  }

  /** Lets exactly one more update through while paused. */
  step(): void {
    this.paused = true;
    this.allowance += 1;
    this.wake?.();
  }

  stop(): void {
    this.stopped = true;
    this.wake?.();
  }

  /** Time spent waiting, to be left out of speeds. */
  get waitedMs(): number {
    return this.pausedMs;
  }

  /** Before an update: lets messages in, waits while paused, throws Stopped after a stop. */
  async pass(): Promise<void> {
    await this.breathe();
    if (!this.paused) return;
    if (this.allowance === 0) await this.waitForTurn();
    if (this.stopped) throw new Stopped();
    if (this.allowance > 0) this.allowance -= 1;
  }

  /** Inside long work that must not be paused half-way: lets messages in, throws Stopped after a stop. */
  async breathe(): Promise<void> {
    await yieldToMessages();
    if (this.stopped) throw new Stopped();
  }

  private async waitForTurn(): Promise<void> {
    const since = performance.now();
    this.onPaused(true);
    while (this.paused && this.allowance === 0 && !this.stopped)
      await new Promise<void>((resolve) => (this.wake = resolve));
    this.wake = null;
    this.pausedMs += performance.now() - since;
    if (!this.paused) this.onPaused(false);
  }
}
