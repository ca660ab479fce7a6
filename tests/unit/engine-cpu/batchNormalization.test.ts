import { beforeAll, describe, expect, it } from 'vitest';
import { runningStatistic } from '#shared/normalization/batchNormalization.ts';
import type { CpuExecutor } from '../../../src-renderer/engine/cpu/executor.ts';
import type { Kernels } from '../../../src-renderer/engine/cpu/kernels.ts';
import type { ExecutorRun } from '../../../src-renderer/engine/executor.ts';
import { referenceLoss } from './executorReference.ts';
import {
  bench,
  contender,
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

const ROWS = 30;
const data = randomData([3], ROWS, 3);
const nodes = layers(
  ['batchNormalization', { momentum: 0.8 }],
  ['dense', { units: 5, activation: 'tanh' }],
  ['batchNormalization', { momentum: 0.9 }],
  ['dense', { units: 3, activation: 'softmax' }],
);
const model = bench(nodes, 'categoricalCrossentropy', data);
/** Places of the state of the first and the second normalisation among the weights. */
const [firstState, secondState] = [2, 8];

type Run = ExecutorRun<ReturnType<CpuExecutor['loadBatch']>>;

/** Rows of an update: eight, three in the third, one in the fourth. */
const rowsOf = (update: number): Uint32Array => rowsFrom(8 * update, { 3: 3, 4: 1 }[update] ?? 8, ROWS);

function train(executor: CpuExecutor, run: Run, from: number, to: number): void {
  for (let update = from; update <= to; update++) {
    const batch = executor.loadBatch(7, update, rowsOf(update));
    run.advance(batch, update, 0.02);
    batch.dispose();
  }
}

function samplesOf(rows: Uint32Array): number[][] {
  const values = new Float32Array(rows.length * 3);
  data.gather(rows, values);
  return Array.from(rows, (_, row) => [...values.subarray(3 * row, 3 * row + 3)]);
}

describe('D25: batch normalisation in training on the CPU engine', () => {
  let kernels: Kernels;
  beforeAll(async () => {
    kernels = await kernelsOf('plain');
  });

  function started(own: Bench = model, rule = 'adam') {
    const executor = executorOn(kernels, own, 8);
    const weights = startWeights(own.check, 3);
    const start = { contender: contender(rule), weights };
    return { executor, weights, start, run: executor.createRun({ id: 'r', ...start }) };
  }

  it('keeps running averages of the batches, short ones and one of one row among them', async () => {
    const { executor, run, weights } = started();
    train(executor, run, 1, 5);
    let [mean, variance]: number[][] = [[...weights[firstState]!], [...weights[firstState + 1]!]];
    for (let update = 1; update <= 5; update++) {
      const batch = samplesOf(rowsOf(update));
      const columns = [0, 1, 2].map((c) => batch.map((row) => row[c]!));
      const means = columns.map((column) => column.reduce((sum, value) => sum + value, 0) / column.length);
      const squares = columns.map(
        (column, c) => column.reduce((sum, x) => sum + (x - means[c]!) ** 2, 0) / column.length,
      );
      [mean, variance] = [runningStatistic(mean!, means, 0.8), runningStatistic(variance!, squares, 0.8)];
    }
    const after = await run.readWeights();
    expect(relativeDistance([after[firstState]!, after[firstState + 1]!], [mean!, variance!])).toBeLessThan(1e-6);
    executor.dispose();
  });

  it('answers with the running averages: validation is that of the model in doubles, and leaves them alone', async () => {
    const { executor, run } = started();
    train(executor, run, 1, 5);
    const weights = await run.readWeights();
    const rows = rowsFrom(0, ROWS, ROWS);
    const found = await run.evaluate(rows, noWait);
    const targets = new Float32Array(ROWS);
    data.gatherTargets(rows, targets);
    const batch = { x: Float64Array.from(samplesOf(rows).flat()), targets: Float64Array.from(targets), rows: ROWS };
    const point = weights.map((values) => Float64Array.from(values));
    const exact = referenceLoss(model.check, model.loss, point, { ...batch, masks: null });
    const ofTheBatch = referenceLoss(model.check, model.loss, point, { ...batch, masks: { seed: 1, update: 1 } });
    expect(Math.abs(found!.loss - exact)).toBeLessThan(1e-6);
    expect(Math.abs(found!.loss - ofTheBatch)).toBeGreaterThan(1e-3);
    expect(await run.readWeights()).toEqual(weights);
    executor.dispose();
  });

  it('keeps them for each contender by itself', async () => {
    const { executor, run, start } = started();
    const alone = executor.createRun({ id: 'alone', ...start });
    const other = executor.createRun({ id: 'other', ...start, contender: contender('sgd', { learningRate: 0.5 }) });
    train(executor, alone, 1, 4);
    for (let update = 1; update <= 4; update++) {
      train(executor, run, update, update);
      train(executor, other, update, update);
    }
    const [mine, theirs] = [await run.readWeights(), await other.readWeights()];
    expect(mine).toEqual(await alone.readWeights());
    // The first normalises the data, the same for both; the second what they learned.
    expect(theirs[firstState]).toEqual(mine[firstState]);
    expect(theirs[secondState]).not.toEqual(mine[secondState]);
    executor.dispose();
  });

  it('goes on from a snapshot to the bit, with its state', async () => {
    const { executor, run: whole, start } = started();
    train(executor, whole, 1, 9);
    const first = executor.createRun({ id: 'first', ...start });
    train(executor, first, 1, 5);
    const rest = executor.createRun({ id: 'rest', ...start, snapshot: await first.snapshot() });
    train(executor, rest, 6, 9);
    expect(await rest.snapshot()).toEqual(await whole.snapshot());
    expect((await whole.snapshot())[firstState]!.slots).toEqual({});
    executor.dispose();
  });

  it('frozen, it answers while it trains, as in Keras: its averages stay, and gradients below are those of a linear layer', async () => {
    const frozen = nodes.map((node) => (node.id === 'l2' ? { ...node, frozen: true } : node));
    const own = bench(frozen, 'categoricalCrossentropy', data);
    const { executor, run, weights } = started(own, 'sgd');
    train(executor, run, 1, 4);
    const after = await run.readWeights();
    expect(after.slice(6, 10)).toEqual(weights.slice(6, 10));
    expect(after[firstState]).not.toEqual(weights[firstState]);
    expect(after[4]).not.toEqual(weights[4]);
    executor.dispose();
  });
});
