import { beforeAll, expect, it } from 'vitest';
import { checkModel, type ModelCheck } from '#shared/domain/modelCheck.ts';
import { initialWeights } from '#shared/initializers/initialWeights.ts';
import { startBackend } from '../../src-renderer/engine/backend.ts';
import { createCpuExecutor } from '../../src-renderer/engine/cpu/executor.ts';
import { loadKernels } from '../../src-renderer/engine/cpu/loadKernels.ts';
import type { Batch, Executor } from '../../src-renderer/engine/executor.ts';
import { createTfjsExecutor } from '../../src-renderer/engine/webgl/executor.ts';
import { STACK_LOSS, stackData } from '../support/layerStacks.ts';
import { contender } from './support.ts';

const gradientInSlot = contender('momentum', { form: 'lr_out', beta: 0.9, dampening: 0, learningRate: 1e-3 }, 1);
const stack = { inputShape: [5], layers: [] };
const ROWS = 4;
const check: ModelCheck = checkModel(
  {
    layers: [
      { id: 'a', kind: 'dense', params: { units: 6, activation: 'tanh' }, regularizer: { l1: 0.3, l2: 0.1 } },
      { id: 'b', kind: 'dense', params: { units: 3, activation: 'softmax' } },
    ],
  },
  stack.inputShape,
  { task: 'classification', units: 3 },
  STACK_LOSS,
);

async function oneUpdate<B extends Batch>(executor: Executor<B>) {
  const run = executor.createRun({ id: 'r', contender: gradientInSlot, weights: initialWeights(check, 3) });
  const batch = executor.loadBatch(5, 2, stackData(stack, ROWS).split.train);
  run.advance(batch, 2, 1e-3);
  batch.dispose();
  const loss = (await run.flush())!.losses[0]!;
  const gradients = (await run.snapshot()).map(({ slots }) => slots.v as Float32Array);
  run.dispose();
  executor.dispose();
  return { loss, gradients };
}

beforeAll(async () => {
  await startBackend('webgl');
});

it('L1 and L2 change the gradients of their kernels on WebGL as on the CPU engine, and not the loss that is told', async () => {
  const data = stackData(stack, ROWS);
  const kernels = await loadKernels('reproducible');
  const theirs = await oneUpdate(createTfjsExecutor(check, STACK_LOSS, data));
  const ours = await oneUpdate(createCpuExecutor({ kernels, check, loss: STACK_LOSS, data, batchSize: ROWS }));
  expect(theirs.loss).toBeCloseTo(ours.loss, 5);
  theirs.gradients.forEach((values, at) =>
    values.forEach((value, i) => expect(value).toBeCloseTo(ours.gradients[at]![i]!, 5)),
  );
});
