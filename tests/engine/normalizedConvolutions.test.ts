import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import type { LayerNode } from '#shared/domain/layerGraph.ts';
import { checkModel } from '#shared/domain/modelCheck.ts';
import { initialWeights } from '#shared/initializers/initialWeights.ts';
import { prepareData } from '#shared/preprocessing/preparedData.ts';
import { startBackend } from '../../src-renderer/engine/backend.ts';
import { createCpuExecutor } from '../../src-renderer/engine/cpu/executor.ts';
import { loadKernels } from '../../src-renderer/engine/cpu/loadKernels.ts';
import type { Batch, Executor, ParameterSnapshot } from '../../src-renderer/engine/executor.ts';
import { createTfjsExecutor } from '../../src-renderer/engine/webgl/executor.ts';
import { contender, experimentOn, pictureSet } from './support.ts';

const loss = 'categoricalCrossentropy';
const set = pictureSet(40, 6);
const layers: readonly LayerNode[] = [
  { id: 'l1', kind: 'depthwiseConv2d', params: { kernelSize: 2, depthMultiplier: 4, activation: 'tanh' } },
  { id: 'l2', kind: 'batchNormalization', params: { momentum: 0.8 } },
  { id: 'l3', kind: 'maxPooling2d', params: { poolSize: 3 } },
  { id: 'l4', kind: 'batchNormalization', params: { scale: false }, frozen: true },
  { id: 'l5', kind: 'conv2dTranspose', params: { filters: 3, kernelSize: 3, padding: 'valid', activation: 'sigmoid' } },
  { id: 'l6', kind: 'layerNormalization', params: {} },
  { id: 'l7', kind: 'separableConv2d', params: { filters: 2, kernelSize: 2, strides: 2, activation: 'relu' } },
  { id: 'l8', kind: 'flatten', params: {} },
  { id: 'l9', kind: 'dense', params: { units: 2, activation: 'softmax' } },
];
const adam = contender('adam', { learningRate: 0.01 }, 1);
const data = prepareData(set.descriptor, experimentOn(null, layers, [adam]).data, set.bytes);
const check = checkModel({ layers }, data.shape.inputShape, data.shape.demand, loss);
const start = initialWeights(check, 3).map((values) => values.map((value, i) => value || 0.1 * Math.sin(i + 1)));

/** Updates `from` … `to`: on six rows, on one in the third. */
async function train<B extends Batch>(executor: Executor<B>, from: number, to: number, snapshot?: ParameterSnapshot[]) {
  const run = executor.createRun({ id: 'r', contender: adam, weights: start, ...(snapshot ? { snapshot } : {}) });
  for (let update = from; update <= to; update++) {
    const batch = executor.loadBatch(3, update, data.split.train.subarray(update, update + (update === 3 ? 1 : 6)));
    run.advance(batch, update, 0.01);
    batch.dispose();
  }
  const losses = (await run.flush())!.losses;
  const validation = (await run.evaluate(data.split.validation, () => Promise.resolve()))!;
  const after = await run.snapshot();
  run.dispose();
  executor.dispose();
  return { losses, validation, after };
}

describe('D25: normalisation and the other convolutions on WebGL beside the CPU engine', () => {
  let webgl: Awaited<ReturnType<typeof train>>;
  let cpu: typeof webgl;
  beforeAll(async () => {
    await startBackend('webgl');
    const before = tf.memory().numTensors;
    webgl = await train(createTfjsExecutor(check, loss, data), 1, 5);
    expect(tf.memory().numTensors).toBe(before);
    const kernels = await loadKernels('reproducible');
    cpu = await train(createCpuExecutor({ kernels, check, loss, data, batchSize: 6 }), 1, 5);
  });

  it('has the same weights, running averages and losses after five updates, one of them on one row', () => {
    const names = check.rows.flatMap((row) => row.weights.map(({ name }) => `${row.node.id} ${name}`));
    names.forEach((name, at) =>
      cpu.after[at]!.theta.forEach((value, i) =>
        expect(Math.abs(value - webgl.after[at]!.theta[i]!), name).toBeLessThan(2e-5),
      ),
    );
    cpu.losses.forEach((value, at) => expect(value).toBeCloseTo(webgl.losses[at]!, 4));
    expect(cpu.validation.loss).toBeCloseTo(webgl.validation.loss, 4);
  });

  it('keeps the averages of what is trained, and those of what is frozen as they were', () => {
    for (const { after } of [cpu, webgl]) {
      expect(after[4]!.theta).not.toEqual(start[4]);
      expect(after.slice(6, 9).map(({ theta }) => theta)).toEqual(start.slice(6, 9));
    }
  });

  it('goes on from a snapshot to the bit', async () => {
    const executor = createTfjsExecutor(check, loss, data);
    const first = await train(executor, 1, 2);
    const rest = await train(executor, 3, 5, first.after);
    expect(rest.after).toEqual(webgl.after);
    expect([...first.losses, ...rest.losses]).toEqual(webgl.losses);
  });
});
