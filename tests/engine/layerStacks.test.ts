import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { initialWeights } from '#shared/initializers/initialWeights.ts';
import { layerKinds } from '#shared/layers/index.ts';
import { startBackend } from '../../src-renderer/engine/backend.ts';
import { createCpuExecutor } from '../../src-renderer/engine/cpu/executor.ts';
import type { Kernels } from '../../src-renderer/engine/cpu/kernels.ts';
import { loadKernels } from '../../src-renderer/engine/cpu/loadKernels.ts';
import type { Batch, Executor, ExecutorRun } from '../../src-renderer/engine/executor.ts';
import type { RunCheckpoint } from '#shared/domain/checkpoint.ts';
import { decodeCheckpoint, encodeCheckpoint } from '#shared/domain/checkpointBytes.ts';
import { buildModel } from '../../src-renderer/engine/model.ts';
import { createTfjsExecutor } from '../../src-renderer/engine/webgl/executor.ts';
import { layerStacks, STACK_LOSS, stackCheck, stackData, type LayerStack } from '../support/layerStacks.ts';
import { referencePrediction } from '../unit/engine-cpu/executorReference.ts';
import { contender } from './support.ts';

/** The first update of this rule leaves the gradient itself in slot v. */
const gradientInSlot = contender('momentum', { form: 'lr_out', beta: 0.9, dampening: 0, learningRate: 1e-3 }, 1);
const ROWS = 4;

function weightsOf(stack: LayerStack): Float32Array[] {
  // Biases of 0 would hide one in the wrong place.
  return initialWeights(stackCheck(stack), 3).map((values) =>
    values.map((value, i) => (value === 0 ? 0.1 * Math.sin(i + 1) : value)),
  );
}

function checkpointOf(parameters: RunCheckpoint['parameters']): RunCheckpoint {
  const hash = '0'.repeat(64);
  const counts = { seed: 5, step: 5, epoch: 1, batches: 5, seconds: 1 };
  const rest = { plateau: null, stopping: null, rates: [], sums: { loss: 0, score: 0, rows: 0 } };
  return { run: 'r', ...counts, initialWeightsHash: hash, orderHash: hash, ...rest, parameters };
}

/** Every kind is trained on once: stacks that have all kinds, in the order of the list. */
const trainedStacks: readonly string[] = Object.entries(layerStacks).reduce<{
  names: string[];
  seen: ReadonlySet<string>;
}>(
  ({ names, seen }, [name, { layers }]) => {
    const kinds = layers.map(([kind]) => kind);
    if (kinds.every((kind) => seen.has(kind))) return { names, seen };
    return { names: [...names, name], seen: new Set([...seen, ...kinds]) };
  },
  { names: [], seen: new Set() },
).names;

async function oneUpdate<B extends Batch>(
  executor: Executor<B>,
  stack: LayerStack,
  goOn: (executor: Executor<B>, run: ExecutorRun<B>) => Promise<void> = () => Promise.resolve(),
) {
  const data = stackData(stack, ROWS);
  const run = executor.createRun({ id: 'r', contender: gradientInSlot, weights: weightsOf(stack) });
  const batch = executor.loadBatch(5, 2, data.split.train);
  run.advance(batch, 2, 1e-3);
  batch.dispose();
  const points = (await run.flush())!;
  const gradients = (await run.snapshot()).flatMap(({ slots }) => (slots.v ? [slots.v as Float32Array] : []));
  await goOn(executor, run);
  run.dispose();
  executor.dispose();
  return { loss: points.losses[0]!, gradients };
}

/** A few more updates lower the loss; the run, kept and opened again, answers the same to the last bit. */
async function trainsOn<B extends Batch>(stack: LayerStack, executor: Executor<B>, run: ExecutorRun<B>): Promise<void> {
  const rows = stackData(stack, ROWS).split.train;
  const measured = async (which: ExecutorRun<B>) => (await which.evaluate(rows, () => Promise.resolve()))!;
  const before = await measured(run);
  for (let update = 3; update <= 5; update++) {
    const batch = executor.loadBatch(5, update, rows);
    run.advance(batch, update, 0.02);
    batch.dispose();
  }
  await run.flush();
  const after = await measured(run);
  expect(after.loss).toBeLessThan(before.loss);
  const kept = decodeCheckpoint(encodeCheckpoint(checkpointOf(await run.snapshot())));
  const start = { id: 'again', contender: gradientInSlot, weights: [], snapshot: kept.parameters };
  const again = executor.createRun(start);
  expect([...(await measured(again)).logits]).toEqual([...after.logits]);
  again.dispose();
}

describe.each(Object.entries(layerStacks))('%s', (name, stack) => {
  let kernels: Kernels;
  beforeAll(async () => {
    await startBackend('webgl');
    kernels = await loadKernels('reproducible');
  });

  it('answers on WebGL as in doubles', async () => {
    const check = stackCheck(stack);
    expect(check.rows.map(({ problem }) => problem)).toEqual(check.rows.map(() => null));
    const [weights, data] = [weightsOf(stack), stackData(stack, ROWS)];
    const x = new Float32Array(ROWS * data.sampleSize);
    data.gather(data.split.train, x);
    const before = tf.memory().numTensors;
    const found = tf.tidy(() => {
      const model = buildModel(check);
      const tensors = weights.map((values, i) => tf.tensor(values, [...model.weightShapes[i]!]));
      return model.predict(tf.tensor(x, [ROWS, ...stack.inputShape]), tensors).dataSync();
    });
    expect(tf.memory().numTensors).toBe(before);
    const exact = weights.map((values) => Float64Array.from(values));
    referencePrediction(check, exact, Float64Array.from(x), ROWS).forEach((value, i) =>
      expect(Math.abs(found[i]! - value)).toBeLessThan(2e-6),
    );
  });

  it('has the gradient on WebGL that it has on the CPU engine, learns, is kept, and leaves no tensor', async () => {
    const [check, data] = [stackCheck(stack), stackData(stack, ROWS)];
    const before = tf.memory().numTensors;
    const goOn = trainedStacks.includes(name) ? trainsOn.bind(null, stack) : undefined;
    const theirs = await oneUpdate(createTfjsExecutor(check, STACK_LOSS, data), stack, goOn);
    expect(tf.memory().numTensors).toBe(before);
    const ours = await oneUpdate(createCpuExecutor({ kernels, check, loss: STACK_LOSS, data, batchSize: ROWS }), stack);
    expect(theirs.loss).toBeCloseTo(ours.loss, 5);
    theirs.gradients.forEach((values, at) => {
      const size = Math.max(1e-3, ...ours.gradients[at]!.map(Math.abs));
      const worst = values.reduce((most, value, i) => Math.max(most, Math.abs(value - ours.gradients[at]![i]!)), 0);
      expect(worst / size).toBeLessThan(1e-4);
    });
  });
});

it('there is a stack with every layer kind of the registry', () => {
  const used = new Set(Object.values(layerStacks).flatMap(({ layers }) => layers.map(([kind]) => kind)));
  expect(layerKinds.map(({ kind }) => kind).filter((kind) => !used.has(kind))).toEqual([]);
});
