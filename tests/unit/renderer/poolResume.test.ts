import { describe, expect, it } from 'vitest';
import type { FromEngine, ToWorker } from '#renderer/engine/messages.ts';
import { PoolOrder } from '#renderer/training/poolOrder.ts';

/** Two workers that go on from different updates: what each is told, and what the page hears. */
function pool(starts: readonly number[]) {
  const told: ToWorker[][] = starts.map(() => []);
  const heard: FromEngine[] = [];
  const order = new PoolOrder(
    (message) => heard.push(message),
    (member, message) => told[member]!.push(message),
  );
  order.open(starts);
  starts.forEach((_, at) => order.join(at));
  const paused = () => heard.filter((message) => message.type === 'paused' && message.paused);
  return { order, told, heard, paused };
}

function points(step: number): FromEngine {
  const progress = { step, totalSteps: 1000, epoch: 1, epochs: 1, fraction: 0, remainingSeconds: null };
  return { type: 'points', points: [{ run: 'r', steps: [], epochs: [] }], progress };
}

function limitOf(told: readonly ToWorker[]): number {
  return Math.max(...told.flatMap((message) => (message.type === 'limitTo' ? [message.step] : [])));
}

describe('a pool that goes on from checkpoints', () => {
  it('lets who is behind catch up before the others go on', () => {
    const { order, told, heard } = pool([50, 100]);
    expect([limitOf(told[0]!), limitOf(told[1]!)]).toEqual([54, 54]);
    order.take(0, points(54));
    expect(heard.filter(({ type }) => type === 'points').length).toBe(1);
    expect(limitOf(told[1]!)).toBeLessThan(100);
    for (let step = 60; step <= 100; step += 8) order.take(0, points(step));
    order.take(0, points(100));
    expect(limitOf(told[1]!)).toBeGreaterThan(100);
  });

  it('pauses where the one that catches up stands, and steps only that one', () => {
    const { order, told, paused } = pool([50, 100]);
    order.take(0, points(54));
    order.control('pause');
    order.take(1, { type: 'paused', paused: true, step: 100 });
    order.take(0, { type: 'paused', paused: true, step: 55 });
    expect(paused()).toEqual([{ type: 'paused', paused: true, step: 55 }]);
    expect(told.flat().some(({ type }) => type === 'catchUp')).toBe(false);
    order.control('step');
    expect(told.map((messages) => messages.filter(({ type }) => type === 'step').length)).toEqual([1, 0]);
    order.take(0, { type: 'paused', paused: true, step: 56 });
    expect(paused().length).toBe(2);
    order.control('resume');
    expect(told.map((messages) => messages.filter(({ type }) => type === 'resume').length)).toEqual([1, 1]);
  });

  it('is paused before anybody has made an update', () => {
    const { order, paused } = pool([50, 100]);
    order.control('pause');
    order.take(0, { type: 'paused', paused: true, step: 50 });
    expect(paused()).toEqual([]);
    order.take(1, { type: 'paused', paused: true, step: 100 });
    expect(paused()).toEqual([{ type: 'paused', paused: true, step: 50 }]);
  });

  it('pauses workers that join after the pause', () => {
    const told: ToWorker[][] = [[], []];
    const order = new PoolOrder(
      () => undefined,
      (member, message) => told[member]!.push(message),
    );
    order.control('pause');
    order.open([0, 0]);
    order.join(0);
    order.join(1);
    expect(told.map((messages) => messages.filter(({ type }) => type === 'pause').length)).toEqual([1, 1]);
  });
});
