import { beforeAll, describe, expect, it } from 'vitest';
import { checkModel } from '#shared/domain/modelCheck.ts';
import type { LayerNode } from '#shared/domain/layerGraph.ts';
import { initialWeights } from '#shared/initializers/initialWeights.ts';
import { chainMasks } from '#shared/random/maskChain.ts';
import { PROBES, probesOf } from '#shared/training/probes.ts';
import { prepareData } from '#shared/preprocessing/preparedData.ts';
import { startBackend } from '../../src-renderer/engine/backend.ts';
import { createCpuExecutor } from '../../src-renderer/engine/cpu/executor.ts';
import type { Kernels } from '../../src-renderer/engine/cpu/kernels.ts';
import { loadBuild, loadKernels } from '../../src-renderer/engine/cpu/loadKernels.ts';
import type { Batch, Executor } from '../../src-renderer/engine/executor.ts';
import { measureCount, probeAt } from '../../src-renderer/engine/measures.ts';
import { openExecutor } from '../../src-renderer/engine/openExecutor.ts';
import { createTfjsExecutor } from '../../src-renderer/engine/webgl/executor.ts';
import { contender, experimentOn, pictureSet } from './support.ts';

const network: readonly LayerNode[] = [
  { id: 'l1', kind: 'conv2d', params: { filters: 6, kernelSize: 3, activation: 'relu' } },
  { id: 'l2', kind: 'maxPooling2d', params: { poolSize: 2, padding: 'same' } },
  { id: 'l3', kind: 'dropout', params: { rate: 0.3 } },
  { id: 'l4', kind: 'conv2d', params: { filters: 5, kernelSize: 2, strides: 2, padding: 'valid', activation: 'tanh' } },
  { id: 'l5', kind: 'dropout', params: { rate: 0.2 } },
  { id: 'l6', kind: 'flatten', params: {} },
  { id: 'l7', kind: 'dense', params: { units: 7, activation: 'sigmoid' } },
  { id: 'l8', kind: 'dense', params: { units: 2, activation: 'softmax' } },
];
const loss = 'categoricalCrossentropy';
const set = pictureSet(60, 9);
const contenders = [
  contender('adam', { learningRate: 0.01 }, 1),
  contender('nesterov', { learningRate: 0.05, form: 'lookahead' }, 2),
  contender('lamb', { learningRate: 0.02 }, 3),
];
const experiment = experimentOn(null, network, contenders);
const data = prepareData(set.descriptor, experiment.data, set.bytes);
const check = checkModel({ layers: network }, data.shape.inputShape, data.shape.demand, loss);

/** Ten updates of every contender, the fifth on a short batch; then the validation. */
async function tenUpdates<B extends Batch>(executor: Executor<B>) {
  const weights = initialWeights(check, 3);
  const clipping = { mode: 'global_norm', threshold: 0.5 } as const;
  const probes = probesOf(check, 3);
  const runs = contenders.map((own) => executor.createRun({ id: own.name, contender: own, weights, clipping, probes }));
  let masks = '';
  for (let update = 1; update <= 10; update++) {
    const from = (8 * update) % 30;
    const batch = executor.loadBatch(3, update, data.split.train.subarray(from, from + (update === 5 ? 3 : 8)));
    for (const run of runs) run.advance(batch, update, 0.02);
    masks = chainMasks(masks, batch.masksUsed);
    batch.dispose();
  }
  const results = [];
  for (const run of runs) {
    const points = (await run.flush())!;
    const validation = (await run.evaluate(data.split.validation, () => Promise.resolve()))!;
    results.push({ points, validation, masks, weights: await run.readWeights() });
    run.dispose();
  }
  executor.dispose();
  return results;
}

describe('the CPU engine beside TF.js: the same network, masks, batches and rules', () => {
  let kernels: Kernels;
  let theirs: Awaited<ReturnType<typeof tenUpdates>>;
  let ours: typeof theirs;

  beforeAll(async () => {
    await startBackend('webgl');
    kernels = await loadKernels('reproducible');
    theirs = await tenUpdates(createTfjsExecutor(check, loss, data));
    ours = await tenUpdates(createCpuExecutor({ kernels, check, loss, data, batchSize: 8 }));
  });

  it.each(contenders.map((own, i) => [own.name, i] as const))('%s: weights after ten updates', (_name, i) => {
    theirs[i]!.weights.forEach((values, at) => {
      const worst = values.reduce((most, value, j) => Math.max(most, Math.abs(value - ours[i]!.weights[at]![j]!)), 0);
      expect(worst).toBeLessThan(1e-5);
    });
  });

  it.each(contenders.map((own, i) => [own.name, i] as const))('%s: losses, scores and validation', (_name, i) => {
    const [own, other] = [ours[i]!, theirs[i]!];
    const told = { losses: [], scores: [], measures: [] };
    expect({ ...own.points, ...told }).toEqual({ ...other.points, ...told });
    own.points.losses.forEach((value, at) => expect(value).toBeCloseTo(other.points.losses[at]!, 4));
    own.points.scores.forEach((value, at) => expect(value).toBeCloseTo(other.points.scores[at]!, 6));
    expect(own.validation.loss).toBeCloseTo(other.validation.loss, 4);
    expect(own.validation.score).toBeCloseTo(other.validation.score, 6);
  });

  it.each(contenders.map((own, i) => [own.name, i] as const))('%s: what is measured at every update', (_name, i) => {
    const [own, other] = [ours[i]!.points.measures, theirs[i]!.points.measures];
    const tensors = check.rows.reduce((sum, { weights }) => sum + weights.length, 0);
    expect(own.length).toBe(measureCount(tensors, PROBES));
    expect(other.length).toBe(own.length);
    own.forEach((values, measure) => {
      const size = Math.max(...values.map(Math.abs));
      expect(size).toBeGreaterThan(0);
      // Changes and gradients of one number after ten updates in float32 deviate as the weights do; sums come nearer.
      const tolerance = measure < probeAt(tensors, 0) ? 2e-4 : 1e-3;
      values.forEach((value, update) =>
        expect(Math.abs(value - other[measure]![update]!)).toBeLessThan(tolerance * size),
      );
    });
  });

  it('makes the dropout masks of the same streams', () => {
    expect(ours[0]!.masks).toMatch(/^[0-9a-f]{64}$/);
    expect(ours[0]!.masks).toBe(theirs[0]!.masks);
  });

  it('runs in the fast build too, on the same curve', async () => {
    const loaded = await loadBuild('fast');
    expect(loaded.mode).toBe('fast');
    const fast = await tenUpdates(createCpuExecutor({ kernels: loaded.kernels, check, loss, data, batchSize: 8 }));
    fast.forEach((own, i) =>
      own.points.losses.forEach((value, at) => expect(value).toBeCloseTo(ours[i]!.points.losses[at]!, 4)),
    );
  });

  it.each(['webgl', 'auto', 'wasm-fast'] as const)('is what solvers train on where %s is wanted', async (wanted) => {
    const parts = { check, loss, data, batchSize: 8, solves: true };
    const { executor, info } = await openExecutor(wanted, parts);
    executor.dispose();
    expect(info.why).toBe('solvers');
    expect(info.backend).toBe(wanted === 'wasm-fast' ? 'wasm-fast' : 'wasm');
  });

  it('leaves nothing in memory', () => {
    const executor = createCpuExecutor({ kernels, check, loss, data, batchSize: 8 });
    executor.dispose();
    expect(executor.usedBytes).toBe(0);
  });
});
