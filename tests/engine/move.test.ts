import { describe, expect, it } from 'vitest';
import { checkpointsOf, historyOf, stopAt } from './histories.ts';
import { contender, denseLayers, experimentOn, pictureLayers, pictureSet, pointSet, trainHere } from './support.ts';

const points = pointSet(120);
const pictures = pictureSet(40, 8);
const adam = contender('adam', { learningRate: 0.01 }, 1);
const momentum = contender('momentum', { learningRate: 0.1 }, 2);
const rmsprop = contender('rmsprop', { learningRate: 0.01, centered: true }, 3);
const dense = experimentOn('class', denseLayers, [adam, rmsprop], { epochs: 2 });
const dropout = experimentOn(null, pictureLayers, [adam, momentum], { batchSize: 12, epochs: 3 });

/** What float32 on another device may differ by, after so few updates. */
const FLOAT32 = 2e-5;

function expectNear(actual: readonly (number | null)[], wanted: readonly (number | null)[]): void {
  expect(actual.length).toBe(wanted.length);
  wanted.forEach((value, i) =>
    expect(Math.abs(actual[i]! - value!)).toBeLessThanOrEqual(FLOAT32 * Math.max(1, Math.abs(value!))),
  );
}

describe.each([
  ['the processor to the graphics card', 'wasm', 'webgl'],
  ['the graphics card to the processor', 'webgl', 'wasm'],
] as const)('moving in mid-training from %s', (_, from, to) => {
  it.each([
    ['points', dense, points],
    ['pictures with dropout', dropout, pictures],
  ] as const)('weights, slots and counters go along and the curves go on: %s', async (_name, experiment, set) => {
    const straight = trainHere(experiment, set, undefined, from);
    await straight.done;
    const first = trainHere(experiment, set, stopAt(4), from);
    await first.done;
    const runs = experiment.contenders.map(({ name }) => `${name}/1`);
    const cuts = new Map(runs.map((run) => [run, checkpointsOf(run, first.messages).at(-1)!]));
    expect([...cuts.values()].map(({ step }) => step)).toEqual([4, 4]);
    const rest = trainHere(experiment, set, undefined, to, cuts);
    await rest.done;
    for (const run of runs) {
      const whole = historyOf(run, [straight.messages], []);
      const moved = historyOf(run, [first.messages, rest.messages], [cuts.get(run)!]);
      expect(moved.losses.slice(0, 4)).toEqual(whole.losses.slice(0, 4));
      expectNear(moved.losses, whole.losses);
      expectNear(
        moved.epochs.map(({ valLoss }) => valLoss),
        whole.epochs.map(({ valLoss }) => valLoss),
      );
      expect([moved.start, moved.order]).toEqual([whole.start, whole.order]);
      expect(moved.end).toMatchObject({ status: 'finished' });
    }
  });
});
