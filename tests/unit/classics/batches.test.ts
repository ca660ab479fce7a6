import { describe, expect, it } from 'vitest';
import { globalNorm } from '#shared/clipping/clipping.ts';
import { stepsPerEpoch } from '#shared/domain/trainingSteps.ts';
import { generator } from '#shared/random/generator.ts';
import { race } from '#shared/surfaces/race.ts';
import { racerById } from '#shared/surfaces/racer.ts';
import { surfaceById } from '#shared/surfaces/index.ts';
import type { ScheduleSetting } from '#shared/surfaces/racer.ts';
import { hasReference, madeUpNetwork, verified } from './support.ts';

const { net, theta } = madeUpNetwork(4096);

/** Mean over rows, as the studio takes it of a batch. */
function meanOfRows(rows: readonly number[]): Float64Array {
  const sum = new Float64Array(theta.length);
  for (const row of rows) net.gradient(theta, [row]).forEach((value, i) => (sum[i]! += value / rows.length));
  return sum;
}

/** The standard deviation of the gradients of random batches round the gradient of all rows, over all parameters. */
function spread(batchSize: number, batches: number): number {
  const full = net.gradient(theta, net.rows);
  let sum = 0;
  for (let k = 0; k < batches; k++) {
    const random = generator(11, 'classics', 'batch', batchSize, k);
    const rows = Array.from({ length: batchSize }, (_, i) => random.below(i, net.rows.length));
    sum += net.gradient(theta, rows).reduce((total, value, i) => total + (value - full[i]!) ** 2, 0);
  }
  return Math.sqrt(sum / batches);
}

describe('batches', () => {
  it('A1: batch gradient descent makes one update an epoch, over all rows', () => {
    expect(stepsPerEpoch(4096, 4096)).toBe(1);
    const [rate, rows] = [0.5, net.rows];
    const before = net.loss(theta, rows);
    const after = theta.map((value, i) => value - rate * net.gradient(theta, rows)[i]!);
    expect(net.loss(after, rows)).toBeLessThan(before);
  });

  it.runIf(hasReference)('A1: the traces of gradient descent on P1–P6 and P9, and of N1 in full batches', async () => {
    const traces = await verified('optimizers.json', (id) => /^P[1-69]-sgd$/.test(id));
    expect(traces).toEqual({ count: 7, failed: [] });
    expect(await verified('mlp.json', (id) => id === 'N1-full-sgd')).toEqual({ count: 1, failed: [] });
  });

  it('A2: with one row at a time an epoch has as many updates as rows', () => {
    expect(stepsPerEpoch(4096, 1)).toBe(4096);
  });

  it.runIf(hasReference)('A2: the trace in which every update sees another row', async () => {
    expect(await verified('optimizers.json', (id) => id === 'P7-sgd')).toEqual({ count: 1, failed: [] });
  });

  it('A3: 55,000 rows in batches of 64 are 860 updates an epoch, the last of 24 rows averaged over its own size', () => {
    expect(stepsPerEpoch(55_000, 64)).toBe(860);
    expect(55_000 - 859 * 64).toBe(24);
    const last = net.rows.slice(-24);
    const [batch, mean] = [net.gradient(theta, last), meanOfRows(last)];
    expect(Math.max(...batch.map((value, i) => Math.abs(value - mean[i]!)))).toBeLessThan(1e-12);
  });

  it.runIf(hasReference)('A3: the trainings of N1 in mini-batches', async () => {
    const { count, failed } = await verified('mlp.json', (id) => id.startsWith('N1-mini-'));
    expect(count).toBe(21);
    expect(failed).toEqual([]);
  });

  it('A4 D4: the standard deviation of batch gradients falls as 1/√B: slope −½ over B = 1, 4, 16, 64', () => {
    const points = [1, 4, 16, 64].map((size) => [Math.log(size), Math.log(spread(size, 400))] as const);
    const mean = (index: 0 | 1): number => points.reduce((sum, point) => sum + point[index], 0) / points.length;
    const [mx, my] = [mean(0), mean(1)];
    const slope =
      points.reduce((sum, [x, y]) => sum + (x - mx) * (y - my), 0) /
      points.reduce((sum, [x]) => sum + (x - mx) ** 2, 0);
    expect(slope).toBeGreaterThan(-0.55);
    expect(slope).toBeLessThan(-0.45);
  });

  it('B2: the gradient of a batch is the mean of the gradients of its rows, to 1e-12', () => {
    for (const size of [1, 7, 64, 500]) {
      const rows = net.rows.slice(100, 100 + size);
      const [batch, mean] = [net.gradient(theta, rows), meanOfRows(rows)];
      expect(Math.max(...batch.map((value, i) => Math.abs(value - mean[i]!)))).toBeLessThan(1e-12);
    }
  });

  it('C1: backpropagation gives the numeric gradient to 1e-6', () => {
    const rows = net.rows.slice(0, 40);
    const gradient = net.gradient(theta, rows);
    const step = 1e-5;
    for (let i = 0; i < theta.length; i++) {
      const moved = (by: number): number =>
        net.loss(
          theta.map((value, k) => (k === i ? value + by : value)),
          rows,
        );
      expect(Math.abs((moved(step) - moved(-step)) / (2 * step) - gradient[i]!)).toBeLessThan(1e-6);
    }
  });

  it.runIf(hasReference)('C1 D6: loss and gradient norm of every update of N1, before the update', async () => {
    const { count, failed } = await verified('mlp.json', (id) => /^N1-(full|mini)-(sgd|adam)$/.test(id));
    expect(count).toBe(4);
    expect(failed).toEqual([]);
  });

  it('D6: the gradient norm is the global L2 norm over all variables', () => {
    const gradient = net.gradient(theta, net.rows);
    const parts: Float64Array[] = [];
    for (let at = 0, k = 0; k < net.sizes.length; at += net.sizes[k++]!)
      parts.push(gradient.slice(at, at + net.sizes[k]!));
    expect(parts.map(({ length }) => length)).toEqual([...net.sizes]);
    expect(globalNorm(parts)).toBeCloseTo(Math.hypot(...gradient), 12);
  });
});

describe('E2: descent with inexact gradients', () => {
  const noise = { std: 0.5, seed: 3 };
  const run = (schedule: ScheduleSetting | null, hasNoise = true) =>
    race({
      surface: surfaceById('quadratic')!,
      params: {},
      racer: racerById('sgd'),
      h: { learningRate: 0.2 },
      start: [-5, -2],
      steps: 4000,
      schedule,
      noise: hasNoise ? noise : null,
    }).trace.map(({ f }) => f);
  const decreasing: ScheduleSetting = { id: 'inverse_time', params: { lr0: 0.2, rate: 1, decay_steps: 50 } };
  const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

  it('E2: it fluctuates from update to update, which batch descent never does', () => {
    const rises = (values: readonly number[]): number => values.filter((f, i) => i > 0 && f > values[i - 1]!).length;
    expect(rises(run(null, false))).toBe(0);
    expect(rises(run(null))).toBeGreaterThan(1000);
  });

  it('E2: with a decreasing rate it ends where batch descent ends', () => {
    const [constant, slowed, exact] = [run(null), run(decreasing), run(null, false)].map((f) => mean(f.slice(-500)));
    expect(exact).toBeLessThan(1e-12);
    expect(slowed).toBeLessThan(constant! / 20);
    expect(slowed).toBeLessThan(1e-3);
  });
});
