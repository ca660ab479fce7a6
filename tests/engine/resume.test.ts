import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { optimizers } from '#shared/optimizers/index.ts';
import { startBackend } from '../../src-renderer/engine/backend.ts';
import { checkpointsOf, everyUpdate, historyOf, stopAt } from './histories.ts';
import { contender, denseLayers, experimentOn, pictureLayers, pictureSet, pointSet, trainHere } from './support.ts';

const points = pointSet(120);
const pictures = pictureSet(40, 8);

describe('going on from a checkpoint on WebGL', () => {
  beforeAll(async () => {
    await startBackend('webgl');
  });

  it('equals the uninterrupted run to the bit, from whichever update, with dropout on pictures', async () => {
    const adam = contender('adam', { learningRate: 0.01 }, 1);
    const lookahead = contender('nesterov', { learningRate: 0.1, form: 'lookahead' }, 2);
    const experiment = experimentOn(null, pictureLayers, [adam, lookahead], { batchSize: 12, epochs: 2 });
    const runs = ['adam 1/1', 'nesterov 2/1'];
    const straight = trainHere(experiment, pictures);
    const steps = trainHere(experiment, pictures, everyUpdate());
    await Promise.all([straight.done, steps.done]);
    const count = checkpointsOf(runs[0]!, steps.messages).length;
    expect(count).toBeGreaterThanOrEqual(5);
    for (const run of runs)
      expect(historyOf(run, [steps.messages], [])).toEqual(historyOf(run, [straight.messages], []));
    for (const at of [0, 1, count - 2]) {
      const cuts = new Map(runs.map((run) => [run, checkpointsOf(run, steps.messages)[at]!]));
      const rest = trainHere(experiment, pictures, undefined, 'webgl', cuts);
      await rest.done;
      for (const run of runs)
        expect(historyOf(run, [steps.messages, rest.messages], [cuts.get(run)!])).toEqual(
          historyOf(run, [straight.messages], []),
        );
    }
  });

  it.each(optimizers.map(({ id }) => id))('keeps the slots and counters of %s', async (id) => {
    const experiment = experimentOn('class', denseLayers, [contender(id, {}, 1)], { epochs: 2 });
    const run = `${id} 1/1`;
    const before = tf.memory().numTensors;
    const straight = trainHere(experiment, points);
    await straight.done;
    const first = trainHere(experiment, points, stopAt(7));
    await first.done;
    const cut = checkpointsOf(run, first.messages).at(-1)!;
    expect(cut.step).toBe(7);
    const rest = trainHere(experiment, points, undefined, 'webgl', new Map([[run, cut]]));
    await rest.done;
    expect(historyOf(run, [first.messages, rest.messages], [cut])).toEqual(historyOf(run, [straight.messages], []));
    expect(tf.memory().numTensors).toBe(before);
  });
});
