import type { FromEngine, Order, ToWorker, TrainingProgress } from '../engine/messages.ts';
import type { Control } from './enginePool.ts';
import { slowest } from './slowest.ts';

type Ending = Extract<Control, 'stop' | 'leave'>;

interface Member {
  /** Updates that the furthest behind of its runs has made when it begins. */
  readonly start: number;
  /** Messages not told yet, in the order they came. */
  readonly queue: FromEngine[];
  progress: TrainingProgress | null;
  /** Update at which it stands paused; null while it goes on. */
  pausedAt: number | null;
  ended: boolean;
}

/** Updates a worker may be ahead at least. */
const LEAST_WINDOW = 4;

/** Keeps the workers of a pool in step: holds back points that others have not reached, paces, pauses all at one update. */
export class PoolOrder {
  private members: Member[] = [newMember(0)];
  private window = LEAST_WINDOW;
  private limit = 0;
  /** The front at which the limit was last moved. */
  private paced = 0;
  private pausing = false;
  /** What ends the work once all stand at the same update. */
  private ending: Ending | null = null;
  private told: 'running' | 'paused' = 'running';
  private isOpen = false;
  /** Asked before the workers were there to hear it. */
  private readonly early: Order[] = [];
  private readonly tell: (message: FromEngine) => void;
  private readonly send: (member: number, message: ToWorker) => void;

  constructor(tell: (message: FromEngine) => void, send: (member: number, message: ToWorker) => void) {
    this.tell = tell;
    this.send = send;
  }

  /** The workers that take part and where each begins, before any of them does. Who begins behind catches up first. */
  open(starts: readonly number[]): void {
    this.members = starts.map((start) => newMember(start));
    this.paced = Math.min(...starts);
    this.limit = this.paced + this.window;
    this.isOpen = true;
  }

  /** A worker is there to be talked to; before it begins it is told how far it may go. */
  join(at: number): void {
    if (this.members.length > 1) this.send(at, { type: 'limitTo', step: this.limit });
    for (const order of this.early) this.send(at, this.dated(order));
    if (at === 0) return;
    if (this.ending) this.send(at, { type: this.ending });
    else if (this.pausing) this.send(at, { type: 'pause' });
  }

  control(act: Control): void {
    if (act === 'stop' || act === 'leave') {
      this.ending = act;
      if (this.members.length === 1 || this.told === 'paused') return this.endNow();
      return this.pauseAll();
    }
    if (act === 'pause') return this.pauseAll();
    this.pausing = act === 'step';
    const lowest = Math.min(...this.members.map((member) => (member.ended ? Infinity : (member.pausedAt ?? Infinity))));
    this.forActive((member, at) => {
      // Who began further ahead waits for the others.
      if (act === 'step' && (member.pausedAt ?? 0) > lowest) return;
      member.pausedAt = null;
      this.send(at, { type: act });
    });
  }

  /** Asks something of single runs, of every worker: a new rate takes effect at one update for all, which nobody has made yet. */
  give(order: Order): void {
    if (!this.isOpen) return void this.early.push(order);
    const own = this.dated(order);
    this.forActive((_, at) => this.send(at, own));
  }

  private dated(order: Order): Order {
    return order.type === 'setRate' ? { ...order, from: this.nextForAll } : order;
  }

  /** The first update that no worker can have made; null where there is only one, which knows better. */
  private get nextForAll(): number | null {
    if (this.members.length === 1) return null;
    const active = this.members.filter((member) => !member.ended);
    const stands = active.every(({ pausedAt }) => pausedAt !== null);
    if (stands) return 1 + Math.min(...active.map(({ pausedAt }) => pausedAt!));
    return 1 + Math.max(this.limit, ...active.map(({ start }) => start));
  }

  /** Ends every worker's work where it stands. */
  endNow(): void {
    this.forActive((_, at) => this.send(at, { type: this.ending ?? 'stop' }));
  }

  take(at: number, message: FromEngine): void {
    const member = this.members[at]!;
    switch (message.type) {
      case 'failed':
        return this.tell(message);
      case 'paused':
        return this.takePaused(member, message);
      case 'ended':
        member.ended = true;
        break;
      case 'points':
        member.progress = message.progress;
        member.queue.push(message);
        break;
      default:
        member.queue.push(message);
    }
    this.release();
    this.pace();
    if (this.pausing) this.settlePause();
    if (this.members.every((other) => other.ended)) this.tell({ type: 'ended' });
  }

  private pauseAll(): void {
    this.pausing = true;
    this.forActive((_, at) => this.send(at, { type: 'pause' }));
  }

  private takePaused(member: Member, message: Extract<FromEngine, { type: 'paused' }>): void {
    member.pausedAt = message.paused ? message.step : null;
    if (message.paused) return this.settlePause();
    if (this.told === 'running') return;
    this.told = 'running';
    this.tell(message);
  }

  /** Paused is told when every worker stands at the same update; who is behind catches up first. */
  private settlePause(): void {
    const active = this.members.filter((member) => !member.ended);
    if (active.length === 0 || active.some((member) => member.pausedAt === null)) return;
    const step = meetingPlace(active);
    const behind = this.members.filter((member) => !member.ended && member.pausedAt! < step);
    if (behind.length > 0) {
      for (const member of behind) {
        member.pausedAt = null;
        this.send(this.members.indexOf(member), { type: 'catchUp', step });
      }
      return;
    }
    if (this.ending) return this.endNow();
    this.told = 'paused';
    this.tell({ type: 'paused', paused: true, step });
  }

  /** The update every worker has reached. */
  private get front(): number {
    return Math.min(...this.members.map((member) => (member.ended ? Infinity : reached(member))));
  }

  private release(): void {
    const { front } = this;
    for (const { queue } of this.members)
      while (queue.length > 0 && !isAhead(queue[0]!, front)) this.tell(this.merged(queue.shift()!));
  }

  private merged(message: FromEngine): FromEngine {
    if (message.type !== 'points' || this.members.length === 1) return message;
    const parts = this.members.flatMap(({ progress }) => (progress ? [progress] : []));
    return { ...message, progress: slowest(parts) };
  }

  /** Twice what the slowest made between two reports: the fastest waits rarely and is never far ahead. */
  private pace(): void {
    const { front } = this;
    if (this.members.length === 1 || !Number.isFinite(front) || front <= this.paced) return;
    this.window = Math.max(LEAST_WINDOW, 2 * (front - this.paced));
    this.paced = front;
    this.limit = Math.max(this.limit, front + this.window);
    this.forActive((_, at) => this.send(at, { type: 'limitTo', step: this.limit }));
  }

  private forActive(act: (member: Member, at: number) => void): void {
    this.members.forEach((member, at) => {
      if (!member.ended) act(member, at);
    });
  }
}

function newMember(start: number): Member {
  return { start, queue: [], progress: null, pausedAt: null, ended: false };
}

function reached({ progress, start }: Member): number {
  return Math.max(start, progress?.step ?? 0);
}

/** The update at which paused workers meet: the furthest that any has reached by itself; where none has moved, the lowest. */
function meetingPlace(members: readonly Member[]): number {
  const moved = members.filter(({ pausedAt, start }) => pausedAt! > start);
  if (moved.length === 0) return Math.min(...members.map(({ pausedAt }) => pausedAt!));
  return Math.max(...moved.map(({ pausedAt }) => pausedAt!));
}

function isAhead(message: FromEngine, front: number): boolean {
  return message.type === 'points' && message.progress.step > front;
}
