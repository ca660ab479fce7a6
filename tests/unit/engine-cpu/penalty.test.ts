import { beforeAll, describe, expect, it } from 'vitest';
import type { LayerNode } from '#shared/domain/layerGraph.ts';
import type { Kernels } from '../../../src-renderer/engine/cpu/kernels.ts';
import {
  bench,
  contender,
  executorOn,
  kernelsOf,
  layers,
  randomData,
  relativeDistance,
  startWeights,
} from './executorSupport.ts';

const data = randomData([6, 5, 2], 7, 3);
const gradientInSlot = contender('momentum', { form: 'lr_out', beta: 0.9, dampening: 0, learningRate: 1e-3 });

/** Of the five kernels the second layer's two have a penalty, the third's one another, the frozen one of the fourth none that counts. */
function nodes(isPenalised: boolean): LayerNode[] {
  const plain = layers(
    ['conv2d', { filters: 3, kernelSize: 2, activation: 'tanh' }],
    ['separableConv2d', { filters: 4, kernelSize: 2, activation: 'tanh' }],
    ['flatten', {}],
    ['dense', { units: 5, activation: 'tanh' }],
    ['dense', { units: 4, activation: 'tanh' }],
    ['dense', { units: 3, activation: 'softmax' }],
  );
  const regularizers = [null, { l1: 0.3, l2: 0.02 }, null, { l1: 0, l2: 0.5 }, { l1: 1, l2: 1 }, { l1: 0, l2: 0 }];
  return plain.map((node, i) => {
    const own = regularizers[i];
    return { ...node, ...(isPenalised && own && { regularizer: own }), ...(i === 4 && { frozen: true }) };
  });
}

async function oneUpdate(kernels: Kernels, isPenalised: boolean) {
  const model = bench(nodes(isPenalised), 'categoricalCrossentropy', data);
  expect(model.check.ok).toBe(true);
  const executor = executorOn(kernels, model, 7);
  const run = executor.createRun({ id: 'r', contender: gradientInSlot, weights: startWeights(model.check, 3) });
  const batch = executor.loadBatch(5, 2, data.split.train);
  run.advance(batch, 2, 1e-3);
  const loss = (await run.flush())!.losses[0]!;
  const evaluated = (await run.evaluate(data.split.train, () => Promise.resolve()))!.loss;
  const gradients = (await run.snapshot()).map(({ slots }) => slots.v as Float32Array | undefined);
  executor.dispose();
  return { loss, evaluated, gradients, weights: startWeights(model.check, 3), check: model.check };
}

describe('L1 and L2 on the kernels of a layer', () => {
  let kernels: Kernels;
  beforeAll(async () => {
    kernels = await kernelsOf('plain');
  });

  it('add l1 sign(w) + 2 l2 w to the gradients of its kernels alone; the loss told is without', async () => {
    const [without, withPenalty] = [await oneUpdate(kernels, false), await oneUpdate(kernels, true)];
    expect(withPenalty.loss).toBe(without.loss);
    const names = without.check.rows.flatMap(({ weights }, row) => weights.map(({ name }) => `${row} ${name}`));
    const costs: Record<string, readonly [l1: number, l2: number]> = {
      '1 depthwiseKernel': [0.3, 0.02],
      '1 pointwiseKernel': [0.3, 0.02],
      '3 kernel': [0, 0.5],
    };
    names.forEach((name, at) => {
      const [l1, l2] = costs[name] ?? [0, 0];
      const [before, after] = [without.gradients[at], withPenalty.gradients[at]];
      expect(after === undefined, name).toBe(before === undefined);
      if (!before || !after) return;
      const expected = before.map(
        (g, i) => g + l1 * Math.sign(without.weights[at]![i]!) + 2 * l2 * without.weights[at]![i]!,
      );
      if (costs[name]) expect(relativeDistance([after], [expected]), name).toBeLessThan(1e-6);
      else expect([...after], name).toEqual([...before]);
    });
  });
});
