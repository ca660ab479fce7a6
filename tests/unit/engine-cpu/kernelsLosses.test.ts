import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { ParamValues } from '#shared/domain/params.ts';
import { losses } from '#shared/losses/index.ts';
import type { Loss } from '#shared/losses/loss.ts';
import { cpuLoss } from '../../../src-renderer/engine/cpu/losses.ts';
import { builds, normals, openBench, type Bench } from '../../support/kernelBench.ts';
import { relativeError } from '../../support/plainKernels.ts';

const ids = losses.map(({ id }) => id);

describe.each(builds)('losses of the %s kernels', (build) => {
  let bench: Bench;
  beforeAll(async () => {
    bench = await openBench(build);
  });
  afterEach(() => bench.clear());

  const lose = (
    id: string,
    logits: ArrayLike<number>,
    targets: ArrayLike<number>,
    rows: number,
    params: ParamValues = {},
  ) => {
    const units = logits.length / rows;
    const [dLogits, sums] = [bench.room(logits.length), bench.room(4)];
    cpuLoss(bench.kernels, id, params)(bench.put(logits), bench.put(targets), dLogits, sums, rows, units);
    const [loss = NaN, score = NaN] = new Float64Array(bench.kernels.memory.buffer, sums, 2);
    return { loss, score, gradient: bench.read(dLogits, logits.length) };
  };

  /** Class indices, or values, for rows of units. */
  const targetsOf = ({ targets, counts }: Loss, rows: number, units: number): Float32Array => {
    if (targets === 'class')
      return normals(rows, 'targets').map((value) => Math.abs(Math.round(10 * value)) % Math.max(units, 2));
    return normals(rows * units, 'targets').map((value) => (counts ? Math.abs(Math.round(10 * value)) : value));
  };

  /** Rows and units a loss is made for, sizes of 1 among them. */
  const sizesOf = ({ targets, oneUnit }: Loss): readonly (readonly [number, number])[] => {
    if (oneUnit)
      return [
        [1, 1],
        [33, 1],
      ];
    return targets === 'value'
      ? [
          [1, 2],
          [33, 1],
          [7, 10],
        ]
      : [
          [1, 2],
          [33, 3],
          [7, 10],
        ];
  };

  it.each(losses.map((loss) => [loss.id, loss] as const))('%s is the shared loss, value and gradient', (id, own) => {
    for (const params of own.params ? [{}, { delta: 0.3 }] : [{}])
      for (const [rows, units] of sizesOf(own)) {
        const logits = normals(rows * units, 'logits').map((value) => 6 * value);
        const targets = targetsOf(own, rows, units);
        const batch = { rows, units, logits: Float64Array.from(logits), targets: Float64Array.from(targets) };
        const expected = own.evaluate(batch, params);
        const { loss, gradient } = lose(id, logits, targets, rows, params);
        expect(loss / rows).toBeCloseTo(expected.loss, 11);
        expect(relativeError(gradient, expected.gradient)).toBeLessThan(1e-7);
        bench.clear();
      }
  });

  it('categorical cross-entropy is exact where softmax saturates', () => {
    const { loss, gradient, score } = lose('categoricalCrossentropy', [30, 0, 0], [1], 1);
    expect(loss).toBeCloseTo(30, 9);
    expect([...gradient].map((value) => Math.round(1e6 * value) / 1e6)).toEqual([1, -1, 0]);
    expect(score).toBe(0);
    expect(lose('categoricalCrossentropy', [2000, 0, -2000], [2], 1).loss).toBe(4000);
    expect(lose('categoricalCrossentropy', [1, 1, 1], [0], 1).score).toBe(1);
  });

  it('categorical cross-entropy counts the rows predicted right, first of equals', () => {
    expect(lose('categoricalCrossentropy', [0, 2, 1, 3, 3, 0, 1, 0, 5], [1, 0, 0], 3).score).toBe(2);
    expect(lose('categoricalCrossentropy', [0, 0], [1], 1).score).toBe(0);
  });

  it('a class that does not exist makes the loss NaN', () => {
    expect(lose('categoricalCrossentropy', [1, 2, 3], [3], 1).loss).toBeNaN();
    expect(lose('categoricalCrossentropy', [1, 2, 3], [-1], 1).loss).toBeNaN();
  });

  it('binary cross-entropy is exact at large logits, and scores by the sign', () => {
    const { loss, gradient, score } = lose('binaryCrossentropy', [800, -800, 30, -30], [0, 1, 0, 0], 4);
    expect(loss).toBeCloseTo(800 + 800 + 30, 9);
    expect([...gradient].map((value) => Math.round(1e6 * value) / 1e6)).toEqual([0.25, -0.25, 0.25, 0]);
    expect(score).toBe(1);
    expect(lose('binaryCrossentropy', [0, 0.1], [0, 1], 2).score).toBe(2);
  });

  it('the losses of numbers score the mean absolute error; the gradient at 0 is 0', () => {
    expect(lose('meanSquaredError', [1, 2, 3], [0, 2, 5], 3)).toMatchObject({ loss: 5, score: 3 });
    const absolute = lose('meanAbsoluteError', [1, 2, 3, 4], [0, 2, 5, 4], 4);
    expect(absolute).toMatchObject({ loss: 3, score: 3 });
    expect([...absolute.gradient]).toEqual([0.25, 0, -0.25, 0]);
  });

  it.each(losses.map((loss) => [loss.id, loss] as const))('%s lets NaN through', (id, { oneUnit, targets }) => {
    const rows = oneUnit || targets === 'value' ? 2 : 1;
    const { loss, gradient } = lose(id, [NaN, 1], [0, 0], rows);
    expect(loss).toBeNaN();
    expect(gradient[0]).toBeNaN();
  });

  it.each(ids)('%s writes no gradient at address 0', (id) => {
    cpuLoss(bench.kernels, id)(bench.put([1, 2]), bench.put([0, 1]), 0, bench.room(4), 1, 2);
    expect(bench.readBytes(0, 64).every((byte) => byte === 0)).toBe(true);
  });

  it('counts what lies on the right side for the hinge, and measures a count by what is expected', () => {
    expect(lose('hinge', [0.5, -3, 2], [1, 1, 0], 3)).toMatchObject({ loss: 0.5 + 4 + 3, score: 1 });
    const { loss, score, gradient } = lose('poisson', [-100, -100], [0, 2], 2);
    expect([loss, score]).toEqual([expect.closeTo(200, 9), 2]);
    expect([...gradient]).toEqual([expect.closeTo(0, 12), -1]);
  });

  it('has no direction where all logits are 0: cosine similarity stays a number', () => {
    const { loss, gradient } = lose('cosineSimilarity', [0, 0], [1], 1);
    expect(Math.abs(loss)).toBe(0);
    expect([...gradient].every(Number.isFinite)).toBe(true);
  });
});
