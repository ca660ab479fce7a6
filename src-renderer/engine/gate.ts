import type { Order } from './messages.ts';

/** Thrown out of `Gate.pass` after a stop: the trainer unwinds and keeps what it has. */
export class Stopped extends Error {}

/** The same where the runs do not end but go on elsewhere. */
export class Left extends Stopped {}

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

/** Updates of the CPU engine take microseconds: letting messages in before each would cost more than the update. */
const BREATHE_EVERY_MS = 4;

/** What the trainer does while it passes the gate. */
export interface Passing {
  /** Tells what is known so far, so that nothing stays unseen while it waits. */
  readonly beforeWait?: () => Promise<void>;
  /** Once for every pause: there is time for more. */
  readonly whenPaused?: () => Promise<void>;
  /** Does what is asked of single runs; throws Stopped where none is left. */
  readonly obey?: (order: Order) => Promise<void>;
}

/** What stands between two updates: pause, one step, resume, stop, orders, and the pace of the slowest worker of a pool. */
export class Gate {
  private paused = false;
  private stopped = false;
  private left = false;
  private allowance = 0;
  /** Updates made when one more was let through while paused: it is made, however often it passes here on its way. */
  private granted = -1;
  /** Updates a paused worker still makes to stand where the fastest of its pool stands. */
  private catchUpTo = 0;
  private limit = Infinity;
  private wake: (() => void) | null = null;
  private pausedMs = 0;
  private breathedMs = -Infinity;
  private orders: Order[] = [];
  private readonly onPaused: (paused: boolean, step: number) => void;

  constructor(onPaused: (paused: boolean, step: number) => void) {
    this.onPaused = onPaused;
  }

  pause(): void {
    this.paused = true;
    this.catchUpTo = 0;
    this.wake?.();
  }

  resume(): void {
    this.paused = false;
    this.allowance = 0;
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

  /** Ends the work here; the runs go on elsewhere, from checkpoints taken where they stand. */
  leave(): void {
    this.left = true;
    this.stop();
  }

  /** To be done between two updates, also while it waits. */
  give(order: Order): void {
    this.orders.push(order);
    this.wake?.();
  }

  /** No update beyond this number: others of the pool are not as far yet. */
  limitTo(step: number): void {
    this.limit = step;
    this.wake?.();
  }

  /** While paused, updates up to this number are still made. */
  catchUp(step: number): void {
    this.catchUpTo = step;
    this.wake?.();
  }

  /** Time spent waiting, to be left out of speeds. */
  get waitedMs(): number {
    return this.pausedMs;
  }

  /**
   * Before update `step` + 1, and on the way to it where it takes long: lets messages in now and then, waits while paused or ahead of the pool, throws
   * Stopped after a stop.
   */
  async pass(step: number, passing: Passing = {}): Promise<void> {
    await this.breathe();
    await this.obeyAll(passing);
    if (this.mustWait(step)) {
      await passing.beforeWait?.();
      await this.waitForTurn(step, passing);
      // What came together with the word to go on.
      await this.obeyAll(passing);
    }
    this.throwIfStopped();
    if (!this.isHeld(step) || this.granted === step) return;
    this.allowance -= 1;
    this.granted = step;
  }

  /** Inside long work that must not be paused half-way: lets messages in now and then, throws Stopped after a stop. */
  async breathe(): Promise<void> {
    if (performance.now() - this.breathedMs >= BREATHE_EVERY_MS) {
      await yieldToMessages();
      this.breathedMs = performance.now();
    }
    this.throwIfStopped();
  }

  private throwIfStopped(): void {
    if (this.stopped) throw this.left ? new Left() : new Stopped();
  }

  private async obeyAll({ obey }: Passing): Promise<void> {
    for (const order of this.orders.splice(0)) await obey?.(order);
  }

  private isHeld(step: number): boolean {
    return this.paused && step >= this.catchUpTo;
  }

  private mustWait(step: number): boolean {
    if (this.stopped || this.granted === step) return false;
    return step >= this.limit || (this.isHeld(step) && this.allowance === 0);
  }

  private async waitForTurn(step: number, passing: Passing): Promise<void> {
    const since = performance.now();
    let told = false;
    while (this.mustWait(step)) {
      if (this.isHeld(step) && !told) {
        told = true;
        this.onPaused(true, step);
        await passing.whenPaused?.();
        continue;
      }
      // It may go on, but others of the pool are behind: should it be paused again meanwhile, that is to be told again.
      if (told && !this.paused) {
        told = false;
        this.onPaused(false, step);
      }
      if (this.orders.length > 0) await this.obeyAll(passing);
      else await new Promise<void>((resolve) => (this.wake = resolve));
    }
    this.wake = null;
    this.pausedMs += performance.now() - since;
    if (told && !this.paused) this.onPaused(false, step);
  }
}
