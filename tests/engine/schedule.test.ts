import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { clipGradients, clippingModes } from '#shared/clipping/clipping.ts';
import { startBackend } from '../../src-renderer/engine/backend.ts';
import { clipTensors } from '../../src-renderer/engine/clipping.ts';
import { contender, denseLayers, endOf, experimentOn, lossesOf, pointSet, trainHere } from './support.ts';

const points = pointSet(120);
const adam = contender('adam', { learningRate: 0.05 }, 1);
const sgd = contender('sgd', { learningRate: 0.1 }, 2);

describe('schedules and clipping in training', () => {
  beforeAll(async () => {
    await startBackend('webgl');
  });

  it('D13: a step schedule trains as the plain rate until its first step, then slower', async () => {
    const schedule = { id: 'step', params: { lr0: 1, gamma: 0.1, step_size: 6 } };
    const plain = trainHere(experimentOn('class', denseLayers, [sgd], { epochs: 3 }), points);
    const stepped = trainHere(experimentOn('class', denseLayers, [sgd], { epochs: 3, schedule }), points);
    await Promise.all([plain.done, stepped.done]);
    const [a, b] = [plain, stepped].map(({ messages }) => lossesOf(messages, 'sgd 2/1'));
    expect(b!.slice(0, 7)).toEqual(a!.slice(0, 7));
    expect(b!.slice(7)).not.toEqual(a!.slice(7));
  });

  it('a share of 0.5 equals half the rate, bit by bit', async () => {
    const half = { id: 'constant', params: { lr: 0.5 } };
    const scheduled = trainHere(experimentOn('class', denseLayers, [adam], { schedule: half }), points);
    const own = contender('adam', { learningRate: 0.025 }, 1);
    const plain = trainHere(experimentOn('class', denseLayers, [own]), points);
    await Promise.all([scheduled.done, plain.done]);
    expect(endOf(scheduled.messages, 'adam 1/1').weights).toEqual(endOf(plain.messages, 'adam 1/1').weights);
  });

  it.each(clippingModes)('D9: %s clips tensors as in float64', async (mode) => {
    const gradients = [
      [3, -4, 0.5],
      [0, 12],
    ];
    const exact = clipGradients(
      gradients.map((g) => Float64Array.from(g)),
      mode,
      1.5,
    );
    const ours = tf.tidy(() =>
      clipTensors(
        gradients.map((g) => tf.tensor1d(g)),
        { mode, threshold: 1.5 },
      ),
    );
    for (const [i, tensor] of ours.entries())
      (await tensor.data()).forEach((value, j) => expect(value).toBeCloseTo(exact[i]![j]!, 5));
    tf.dispose(ours);
  });

  it('a tiny clipping threshold keeps a wild rate from diverging', async () => {
    const wild = contender('sgd', { learningRate: 50 }, 3);
    const clipping = { mode: 'global_norm', threshold: 0.001 } as const;
    const { messages, done } = trainHere(experimentOn('class', denseLayers, [wild], { clipping }), points);
    await done;
    const losses = lossesOf(messages, 'sgd 3/1') as number[];
    expect(Math.max(...losses)).toBeLessThan(1.5);
  });
});
