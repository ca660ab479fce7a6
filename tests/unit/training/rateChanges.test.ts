import { describe, expect, it } from 'vitest';
import { eventsUpTo, ownRateAt, rateChanges, withEvent, type RunEvent } from '#shared/domain/runEvent.ts';
import { learningRateOf } from '../../../src-renderer/engine/learningRates.ts';

const changes = [
  { step: 4, rate: 0.5 },
  { step: 8, rate: 0.05 },
];

describe('a rate that is changed while it trains', () => {
  it('holds from its update on, and the schedule goes on as a share of it', () => {
    const rate = learningRateOf(0.1, { id: 'step', params: { gamma: 0.5, step_size: 2 } });
    const plain = [1, 2, 3, 4, 5, 6, 7, 8, 9].map((update) => rate.at(update));
    for (const change of changes) rate.change(change);
    const changed = [1, 2, 3, 4, 5, 6, 7, 8, 9].map((update) => rate.at(update));
    expect(changed.slice(0, 3)).toEqual(plain.slice(0, 3));
    changed.slice(3, 7).forEach((value, i) => expect(value).toBeCloseTo(5 * plain[i + 3]!, 12));
    changed.slice(7).forEach((value, i) => expect(value).toBeCloseTo(0.5 * plain[i + 7]!, 12));
    expect(rate.changes).toEqual(changes);
  });

  it('keeps off what a plateau has taken off, and its least rate is a share of the new one', () => {
    const params = { factor: 0.5, patience: 1, min_delta: 0, lr_min: 0.4 };
    const rate = learningRateOf(0.2, { id: 'reduce_on_plateau', params });
    rate.observe(1);
    rate.observe(1);
    expect(rate.at(1)).toBeCloseTo(0.1, 15);
    rate.change({ step: 3, rate: 2 });
    expect(rate.at(2)).toBeCloseTo(0.1, 15);
    expect(rate.at(3)).toBeCloseTo(1, 15);
    rate.observe(1);
    expect(rate.at(4)).toBeCloseTo(0.8, 15);
  });

  it('goes on from a checkpoint as if it had not been interrupted, whether the change lies before or after it', () => {
    const plan = { id: 'reduce_on_plateau', params: { factor: 0.5, patience: 1, min_delta: 0 } };
    const whole = learningRateOf(0.2, plan);
    changes.forEach((change) => whole.change(change));
    const rates: number[] = [];
    const memories: (typeof whole.memory)[] = [];
    for (let update = 1; update <= 12; update++) {
      rates.push(whole.at(update));
      if (update % 2 === 0) whole.observe(1);
      memories.push(whole.memory);
    }
    for (const step of [2, 3, 4, 7, 8, 10]) {
      const rest = learningRateOf(0.2, plan, { step, memory: memories[step - 1]!, changes });
      for (let update = step + 1; update <= 12; update++) {
        expect(rest.at(update)).toBe(rates[update - 1]);
        if (update % 2 === 0) rest.observe(1);
      }
    }
  });
});

describe('the events of a run', () => {
  const rate = (step: number, value: number): RunEvent => ({
    kind: 'learningRate',
    step,
    detail: { rate: value, before: 0.1 },
  });
  const moved = (step: number): RunEvent => ({ kind: 'executor', step, detail: { from: 'wasm', to: 'webgl' } });

  it('are in order, and a later one of a kind takes the place of that at the same update', () => {
    const events = [rate(9, 1), moved(9), rate(3, 2), rate(9, 4)].reduce<RunEvent[]>(withEvent, []);
    expect(events).toEqual([rate(3, 2), moved(9), rate(9, 4)]);
    expect(rateChanges(events)).toEqual([
      { step: 3, rate: 2 },
      { step: 9, rate: 4 },
    ]);
    expect([1, 3, 8, 9].map((update) => ownRateAt(0.1, rateChanges(events), update))).toEqual([0.1, 2, 2, 4]);
  });

  it('going back keeps the rates, which come again, and forgets who would have gone on after it', () => {
    expect(eventsUpTo([rate(3, 2), moved(6), rate(9, 4), moved(9)], 5)).toEqual([rate(3, 2), moved(6), rate(9, 4)]);
  });
});
