import { beforeAll, describe, expect, it } from 'vitest';
import type { Kernels } from '#renderer/engine/cpu/kernels.ts';
import { contender, denseLayers, endOf, experimentOn, lossesOf, pointSet } from '../../engine/support.ts';
import { kernelsOf } from './executorSupport.ts';
import { trainOnCpu } from './trainingSupport.ts';

let kernels: Kernels;
beforeAll(async () => {
  kernels = await kernelsOf('plain');
});

const points = pointSet(120);
const run = 'sgd 1/1';

describe('a loss that is not a number', () => {
  it('is named with the update at which it began and the rate that is to blame', async () => {
    const experiment = experimentOn('class', denseLayers, [contender('sgd', { learningRate: 1e38 }, 1)]);
    const { messages } = await trainOnCpu(kernels, experiment, points);
    const losses = lossesOf(messages, run);
    expect(losses.at(-1)).toBeNull();
    expect(losses.slice(0, -1).every(Number.isFinite)).toBe(true);
    const reason = { code: 'lossNotFinite', detail: { step: losses.length, rate: 1e38 } };
    expect(losses.length).toBeGreaterThan(1);
    expect(endOf(messages, run)).toMatchObject({ status: 'diverged', reason });
  });

  it('at the first update is blamed on what it began with', async () => {
    const experiment = experimentOn('class', denseLayers, [contender('sgd', { learningRate: 1e-6 }, 1)]);
    const initializer = { id: 'constant', params: { value: 3e38 } };
    const started = { ...experiment, model: { ...experiment.model, initializer } };
    const { messages } = await trainOnCpu(kernels, started, points);
    const reason = { code: 'lossNotFiniteAtStart', detail: { step: 1 } };
    expect(endOf(messages, run)).toMatchObject({ status: 'diverged', reason });
  });
});
