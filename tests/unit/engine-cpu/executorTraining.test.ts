import fs from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import type { ClippingPlan } from '#shared/domain/experiment.ts';
import { clipGradients } from '#shared/clipping/clipping.ts';
import { optimizer, optimizers } from '#shared/optimizers/index.ts';
import type { ReferenceNetwork } from '#shared/verification/network.ts';
import { startWeights as networkStart } from '#shared/verification/network.ts';
import { networkChecks, type NetworkCase } from '#shared/verification/networkCase.ts';
import { hyperparameters } from '#shared/verification/optimizerCase.ts';
import { generator } from '#shared/random/generator.ts';
import { passed } from '#shared/verification/report.ts';
import { canTrainOnCpu } from '../../../src-renderer/engine/cpu/canTrain.ts';
import type { CpuExecutor } from '../../../src-renderer/engine/cpu/executor.ts';
import type { Kernels } from '../../../src-renderer/engine/cpu/kernels.ts';
import { dropout } from '../../../src-renderer/engine/cpu/layers/dropout.ts';
import type { ExecutorRun } from '../../../src-renderer/engine/executor.ts';
import { referenceLogits, referenceLoss } from './executorReference.ts';
import {
  bench,
  contender,
  dataOf,
  executorOn,
  kernelsOf,
  layers,
  noWait,
  randomData,
  relativeDistance,
  rowsFrom,
  startWeights,
  type Bench,
} from './executorSupport.ts';

let kernels: Kernels;
beforeAll(async () => {
  kernels = await kernelsOf('plain');
});

const categorical = 'categoricalCrossentropy';
const picture = bench(
  layers(
    ['conv2d', { filters: 4, kernelSize: 3, activation: 'relu' }],
    ['maxPooling2d', { poolSize: 2 }],
    ['dropout', { rate: 0.3 }],
    ['flatten', {}],
    ['dense', { units: 3, activation: 'softmax' }],
  ),
  categorical,
  randomData([6, 5, 1], 45, 3),
);

type Run = ExecutorRun<ReturnType<CpuExecutor['loadBatch']>>;

/** Updates `from` … `to` of every run, in lock-step, on batches of 8 of 45 rows with a short one every sixth. */
function train(executor: CpuExecutor, runs: readonly Run[], from: number, to: number): void {
  for (let update = from; update <= to; update++) {
    const batch = executor.loadBatch(7, update, rowsFrom(8 * (update - 1), update % 6 === 0 ? 5 : 8, 45));
    for (const run of runs) run.advance(batch, update, 0.02);
    batch.dispose();
  }
}

function start(executor: CpuExecutor, id: string, model = picture): Run {
  return executor.createRun({ id, contender: contender(id), weights: startWeights(model.check, 1) });
}

describe('training on the CPU engine', () => {
  it('gives two runs in turns on one executor the same bits as each alone', async () => {
    const both = executorOn(kernels, picture, 8);
    const together = [start(both, 'adam'), start(both, 'nesterov')];
    train(both, together, 1, 20);
    for (const [i, id] of ['adam', 'nesterov'].entries()) {
      const alone = executorOn(kernels, picture, 8);
      const run = start(alone, id);
      train(alone, [run], 1, 20);
      expect(await together[i]!.snapshot()).toEqual(await run.snapshot());
      expect(await together[i]!.flush()).toEqual(await run.flush());
      alone.dispose();
    }
    both.dispose();
  });

  it.each(optimizers.map(({ id }) => id))('goes on from a snapshot as if never interrupted: %s', async (id) => {
    const model = picture;
    const [whole, first, second] = [0, 1, 2].map(() => executorOn(kernels, model, 8));
    const uninterrupted = start(whole!, id);
    train(whole!, [uninterrupted], 1, 12);
    const before = start(first!, id);
    train(first!, [before], 1, 7);
    const snapshot = structuredClone(await before.snapshot());
    first!.dispose();
    const after = second!.createRun({ id, contender: contender(id), weights: [], snapshot });
    train(second!, [after], 8, 12);
    expect(await after.snapshot()).toEqual(await uninterrupted.snapshot());
    const [all, rest] = [await uninterrupted.flush(), await after.flush()];
    expect(rest).toEqual({
      fromStep: 8,
      losses: all!.losses.slice(7),
      scores: all!.scores.slice(7),
      rows: all!.rows.slice(7),
      measures: all!.measures.map((values) => values.slice(7)),
    });
    whole!.dispose();
    second!.dispose();
  });

  it('refuses a snapshot of another model or rule', async () => {
    const executor = executorOn(kernels, picture, 8);
    const snapshot = await start(executor, 'sgd').snapshot();
    const again = (id: string, parts: typeof snapshot) => () =>
      executor.createRun({ id, contender: contender(id), weights: [], snapshot: parts });
    expect(again('adam', snapshot)).toThrow('snapshotMismatch');
    expect(again('sgd', snapshot.slice(1))).toThrow('snapshotMismatch');
    executor.dispose();
  });

  it('holds the same memory through 2,000 updates and evaluations, and none after the end', async () => {
    const model = bench(
      layers(['dense', { units: 4 }], ['dense', { units: 3, activation: 'softmax' }]),
      categorical,
      randomData([3], 45, 3),
    );
    const executor = executorOn(kernels, model, 8);
    const empty = executor.usedBytes;
    const runs = ['adam', 'nesterov'].map((id) => start(executor, id, model));
    train(executor, runs, 1, 10);
    await runs[0]!.evaluate(rowsFrom(0, 45, 45), noWait);
    const [used, whole] = [executor.usedBytes, kernels.memory.buffer.byteLength];
    train(executor, runs, 11, 2000);
    await runs[0]!.evaluate(rowsFrom(0, 45, 45), noWait);
    expect(executor.usedBytes).toBe(used);
    expect(kernels.memory.buffer.byteLength).toBe(whole);
    expect((await runs[1]!.flush())!.losses).toHaveLength(2000);
    for (const run of runs) run.dispose();
    expect(executor.usedBytes).toBe(empty);
    start(executor, 'adam', model);
    executor.loadBatch(1, 1, rowsFrom(0, 8, 45));
    executor.dispose();
    expect(executor.usedBytes).toBe(0);
    expect(() => train(executor, runs, 1, 1)).toThrow('has ended');
  });

  it('validates without dropout, over all rows alike, breathing between parts', async () => {
    const data = randomData([6, 5, 1], 613, 3);
    const model = { ...picture, data };
    const executor = executorOn(kernels, model, 8);
    const run = start(executor, 'adam', model);
    const rows = rowsFrom(3, 600, 613);
    const breaths: number[] = [];
    const found = await run.evaluate(rows, (done) => {
      breaths.push(done);
      return Promise.resolve();
    });
    expect(breaths).toEqual([0, 250, 500]);
    const [x, targets] = [new Float32Array(600 * 30), new Float32Array(600)];
    data.gather(rows, x);
    data.gatherTargets(rows, targets);
    const weights = startWeights(model.check, 1).map((values) => Float64Array.from(values));
    const batch = { x: Float64Array.from(x), targets: Float64Array.from(targets), rows: 600, masks: null };
    expect(found!.loss).toBeCloseTo(referenceLoss(model.check, categorical, weights, batch), 6);
    const logits = referenceLogits(model.check, weights, batch);
    const right = targets.filter((target, row) => {
      const own = [...logits.subarray(3 * row, 3 * row + 3)];
      return own.indexOf(Math.max(...own)) === target;
    }).length;
    expect(found!.score).toBeCloseTo(right / 600, 12);
    expect(await run.evaluate(new Uint32Array(), noWait)).toBeNull();
    await expect(run.evaluate(rows, () => Promise.reject(new Error('stopped')))).rejects.toThrow('stopped');
    executor.dispose();
  });

  it('tells which models it can train', () => {
    expect(canTrainOnCpu(picture.check)).toBe(true);
    const [row] = picture.check.rows;
    const unknown = { ...row!, node: { id: 'x', kind: 'perceptron', params: {} } };
    expect(canTrainOnCpu({ ...picture.check, rows: [unknown, ...picture.check.rows] })).toBe(false);
  });
});

describe('dropout masks', () => {
  it.each([0.2, 1 / 3, 0.5, 0.999, 1 - 2 ** -40])('keep at rate %f what every other executor keeps', async (rate) => {
    const [rows, width] = [6, 200];
    const ones = dataOf([width], new Float32Array(rows * width).fill(1), new Float32Array(rows), null);
    const model = bench(
      layers(['dropout', { rate }], ['dense', { units: 1, activation: 'linear' }]),
      'meanSquaredError',
      ones,
    );
    const executor = executorOn(kernels, model, 1);
    // One row, target 0, logit 1 from the bias alone: the gradient of the weights is 2 · what dropout let through.
    const run = executor.createRun({
      id: 'r',
      contender: contender('momentum', { form: 'lr_out', dampening: 0 }),
      weights: [new Float32Array(width), Float32Array.of(1)],
    });
    const batch = executor.loadBatch(9, 4, Uint32Array.of(2));
    run.advance(batch, 4, 0);
    const [kernel] = await run.snapshot();
    const random = generator(9, 'dropout', 0, 4);
    const kept = Float32Array.from({ length: width }, (_, i) =>
      random.uint32(i) >= rate * 0x100000000 ? 2 / (1 - rate) : 0,
    );
    expect(kernel!.slots.v).toEqual(kept);
    executor.dispose();
  });
});

describe('the threshold of a mask', () => {
  it.each([0.25, 0.3, 1 / 3, 0.7])('at rate %f is the first word the others keep', (rate) => {
    const thresholds: number[] = [];
    const spy = (...call: number[]) => thresholds.push(call[5]!);
    const { site, mask } = {
      site: { kernels: { dropout: spy }, params: { rate }, inputShape: [4], room: () => 0 },
      mask: { k1: 1, k2: 2 },
    };
    dropout(site as never).forward(0, [], 2, mask, true, [0]);
    const [least] = thresholds;
    expect(Number.isInteger(least)).toBe(true);
    expect([least! >= rate * 2 ** 32, least! - 1 >= rate * 2 ** 32]).toEqual([true, false]);
  });
});

describe('gradient clipping', () => {
  const plans: readonly ClippingPlan[] = (['value', 'norm', 'global_norm', 'global_norm_eps'] as const).flatMap(
    (mode) => [
      { mode, threshold: 0.02 },
      { mode, threshold: 100 },
    ],
  );

  it.each(plans)('$mode at $threshold', async (clipping) => {
    const first = contender('momentum', { form: 'lr_out', dampening: 0 });
    const executor = executorOn(kernels, picture, 8);
    const weights = startWeights(picture.check, 1);
    const runs = [null, clipping].map((plan) =>
      executor.createRun({ id: 'r', contender: first, weights, clipping: plan }),
    );
    train(executor, runs, 1, 1);
    const [plain, clipped] = await Promise.all(
      runs.map(async (run) => (await run.snapshot()).map(({ slots }) => Float64Array.from(slots.v as Float32Array))),
    );
    const expected = clipGradients(plain!, clipping.mode, clipping.threshold);
    expect(relativeDistance(clipped!, expected)).toBeLessThan(1e-7);
    expect(relativeDistance(clipped!, plain!) > 0.1).toBe(clipping.threshold < 1);
    executor.dispose();
  });
});

const file = new URL('../../../../shared/reference/mlp.json', import.meta.url);

describe.runIf(fs.existsSync(file))('trainings of the shared reference, to the rule for float32', () => {
  const { networks, cases } = (
    fs.existsSync(file) ? JSON.parse(fs.readFileSync(file, 'utf8')) : { networks: [], cases: [] }
  ) as {
    networks: ReferenceNetwork[];
    cases: NetworkCase[];
  };
  // Where rounding alone leads elsewhere (sign rules), the README compares in doubles only.
  const comparable = cases.filter(({ float32_deviation: deviation }) => deviation !== null && deviation < 1e-3);

  it.each(comparable.map((testCase) => [testCase.id, testCase] as const))('%s', async (_id, testCase) => {
    const network = networks.find(({ id }) => id === testCase.net)!;
    const executor = executorOn(kernels, benchOf(network), network.inputs.length);
    const rule = optimizer(testCase.optimizer);
    const params = hyperparameters(rule, testCase.params)!;
    const weights = networkStart(network).map((values) => Float32Array.from(values));
    const run = executor.createRun({ id: testCase.id, contender: contender(rule.id, params), weights });
    const losses: number[] = [];
    for (let k = 0; k < testCase.loss.length; k++) {
      const rows = testCase.batching === 'full' ? network.inputs.map((_, row) => row) : network.mini_batches[k]!;
      const batch = executor.loadBatch(1, k + 1, Uint32Array.from(rows));
      losses.push((await run.evaluate(Uint32Array.from(rows), noWait))!.loss);
      run.advance(batch, k + 1, Number(params.learningRate));
      batch.dispose();
    }
    const theta = Float64Array.from((await run.readWeights()).flatMap((values) => [...values]));
    const trace = { loss: losses, gradientNorm: null, theta };
    const tolerance = 10 * testCase.float32_deviation! + 1e-5;
    expect(networkChecks(network, testCase, trace, tolerance).filter((check) => !passed(check))).toEqual([]);
    executor.dispose();
  });
});

function benchOf(network: ReferenceNetwork): Bench {
  const [inputs, hidden, outputs] = network.layers;
  const isClasses = network.loss.includes('categorical');
  const nodes = layers(
    ['dense', { units: hidden, activation: network.hidden_activation }],
    ['dense', { units: outputs, activation: isClasses ? 'softmax' : 'linear' }],
  );
  const samples = Float32Array.from(network.inputs.flat());
  const targets = Float32Array.from(network.targets.flat());
  return bench(
    nodes,
    isClasses ? categorical : 'meanSquaredError',
    dataOf([inputs], samples, targets, isClasses ? outputs : null),
  );
}
