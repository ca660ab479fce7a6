import { describe, expect, it } from 'vitest';
import type { FromEngine, Order, ToWorker } from '#renderer/engine/messages.ts';
import { PoolOrder } from '#renderer/training/poolOrder.ts';

const rates = [{ run: 'r', rate: 0.5 }];

/** So many workers from these updates, what was asked before they were there, and what each is told. */
function pool(count: number, { starts = Array<number>(count).fill(0), early = [] as Order[] } = {}) {
  const told: ToWorker[][] = Array.from({ length: count }, () => []);
  const heard: FromEngine[] = [];
  const order = new PoolOrder(
    (message) => heard.push(message),
    (member, message) => told[member]!.push(message),
  );
  for (const asked of early) order.give(asked);
  order.open(starts);
  told.forEach((_, at) => order.join(at));
  return { order, told, heard };
}

function points(step: number): FromEngine {
  const progress = { step, totalSteps: 1000, epoch: 1, epochs: 1, fraction: 0, remainingSeconds: null };
  return { type: 'points', points: [{ run: 'r', steps: [], epochs: [] }], progress };
}

function paused(step: number): FromEngine {
  return { type: 'paused', paused: true, step };
}

describe('a new rate in a pool', () => {
  it('takes effect behind the limit that no worker has passed, for all at one update', () => {
    const { order, told } = pool(2);
    order.take(0, points(4));
    order.take(1, points(3));
    const limit = Math.max(...told[0]!.flatMap((message) => (message.type === 'limitTo' ? [message.step] : [])));
    order.give({ type: 'setRate', rates, from: null });
    const given = told.map((messages) => messages.at(-1));
    expect(given).toEqual([0, 1].map(() => ({ type: 'setRate', rates, from: limit + 1 })));
  });

  it('takes effect at the next update where all stand, and not while one of them still steps', () => {
    const { order, told } = pool(2);
    order.control('pause');
    order.take(0, paused(3));
    order.take(1, paused(3));
    order.give({ type: 'setRate', rates, from: null });
    expect(told[1]!.at(-1)).toMatchObject({ from: 4 });
    order.control('step');
    order.take(0, paused(4));
    order.give({ type: 'setRate', rates, from: null });
    expect(told[1]!.at(-1)).toMatchObject({ from: 5 });
    order.take(1, paused(4));
    order.give({ type: 'setRate', rates, from: null });
    expect(told[1]!.at(-1)).toMatchObject({ from: 5 });
  });

  it('is left to a worker that is alone', () => {
    const { order, told } = pool(1);
    order.give({ type: 'setRate', rates, from: null });
    expect(told[0]).toEqual([{ type: 'setRate', rates, from: null }]);
  });
});

describe('what is asked of single runs before the workers are there', () => {
  const early: Order[] = [
    { type: 'setRate', rates, from: null },
    { type: 'stopRuns', runs: ['s'] },
  ];
  const orders = (told: readonly ToWorker[]) => told.filter(({ type }) => type === 'setRate' || type === 'stopRuns');

  it('is told to each, with one update for all that nobody has made, wherever each begins', () => {
    const { told } = pool(2, { early, starts: [3, 40] });
    const wanted = [
      { type: 'setRate', rates, from: 41 },
      { type: 'stopRuns', runs: ['s'] },
    ];
    expect(told.map(orders)).toEqual([wanted, wanted]);
  });

  it('is told to a worker that is alone', () => {
    expect(orders(pool(1, { early }).told[0]!)).toEqual(early);
  });
});

describe('a pool that goes on elsewhere', () => {
  it('leaves where all stand, and not sooner', () => {
    const { order, told, heard } = pool(2);
    order.control('leave');
    order.take(0, paused(3));
    expect(told.flat().some(({ type }) => type === 'leave')).toBe(false);
    order.take(1, paused(5));
    expect(told[0]!.at(-1)).toEqual({ type: 'catchUp', step: 5 });
    order.take(0, paused(5));
    expect(told.map((messages) => messages.at(-1))).toEqual([{ type: 'leave' }, { type: 'leave' }]);
    expect(heard.filter(({ type }) => type === 'paused')).toEqual([]);
    order.take(0, { type: 'ended' });
    expect(heard).toEqual([]);
    order.take(1, { type: 'ended' });
    expect(heard).toEqual([{ type: 'ended' }]);
  });
});
