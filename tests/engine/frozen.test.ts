import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { checkModel } from '#shared/domain/modelCheck.ts';
import { initialWeights } from '#shared/initializers/initialWeights.ts';
import { prepareData } from '#shared/preprocessing/preparedData.ts';
import { startBackend } from '../../src-renderer/engine/backend.ts';
import { createCpuExecutor } from '../../src-renderer/engine/cpu/executor.ts';
import { loadKernels } from '../../src-renderer/engine/cpu/loadKernels.ts';
import type { Batch, Executor } from '../../src-renderer/engine/executor.ts';
import { createTfjsExecutor } from '../../src-renderer/engine/webgl/executor.ts';
import { contender, experimentOn, pictureLayers, pictureSet } from './support.ts';

const loss = 'categoricalCrossentropy';
const set = pictureSet(40, 6);
const layers = [
  ...pictureLayers.slice(0, -1).map((node) => ({ ...node, frozen: node.id === 'l1' })),
  { id: 'l5', kind: 'dense', params: { units: 5, activation: 'tanh' } },
  { id: 'l6', kind: 'dense', params: { units: 4, activation: 'relu' }, frozen: true },
  { id: 'l7', kind: 'dense', params: { units: 2, activation: 'softmax' } },
];
const contenders = [
  contender('adam', { learningRate: 0.01 }, 1),
  contender('nesterov', { learningRate: 0.05, form: 'lookahead' }, 2),
];
const data = prepareData(set.descriptor, experimentOn(null, layers, contenders).data, set.bytes);
const check = checkModel({ layers }, data.shape.inputShape, data.shape.demand, loss);
const start = initialWeights(check, 3);

async function fiveUpdates<B extends Batch>(executor: Executor<B>) {
  const clipping = { mode: 'global_norm', threshold: 0.5 } as const;
  const runs = contenders.map((own) => executor.createRun({ id: own.name, contender: own, weights: start, clipping }));
  for (let update = 1; update <= 5; update++) {
    const batch = executor.loadBatch(3, update, data.split.train.subarray(update, update + 6));
    for (const run of runs) run.advance(batch, update, 0.02);
    batch.dispose();
  }
  const weights = [];
  for (const run of runs) {
    const snapshot = await run.snapshot();
    expect(snapshot.map(({ slots }) => Object.keys(slots).length > 0)).toEqual(check.rows.flatMap(isTrained));
    weights.push(await run.readWeights());
    run.dispose();
  }
  executor.dispose();
  return weights;
}

function isTrained(row: (typeof check.rows)[number]): boolean[] {
  return row.weights.map(() => row.node.frozen !== true);
}

describe('D16: frozen layers on both executors', () => {
  let webgl: Float32Array[][];
  let cpu: Float32Array[][];
  beforeAll(async () => {
    await startBackend('webgl');
    const before = tf.memory().numTensors;
    webgl = await fiveUpdates(createTfjsExecutor(check, loss, data));
    expect(tf.memory().numTensors).toBe(before);
    const kernels = await loadKernels('reproducible');
    cpu = await fiveUpdates(createCpuExecutor({ kernels, check, loss, data, batchSize: 6 }));
  });

  it.each(contenders.map((own, i) => [own.name, i] as const))(
    '%s: frozen weights are bit-equal after training on either, the others move alike',
    (_name, i) => {
      const trained = check.rows.flatMap(isTrained);
      start.forEach((before, at) => {
        const [ours, theirs] = [cpu[i]![at]!, webgl[i]![at]!];
        if (!trained[at]) return expect([ours, theirs]).toEqual([before, before]);
        expect(ours).not.toEqual(before);
        ours.forEach((value, j) => expect(Math.abs(value - theirs[j]!)).toBeLessThan(1e-5));
      });
    },
  );
});
