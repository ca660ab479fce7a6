import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { losses } from '#shared/losses/index.ts';
import { lossById } from '#shared/losses/index.ts';
import { builds, normals, openBench, type Bench } from '../../support/kernelBench.ts';
import { relativeError } from '../../support/plainKernels.ts';

const ids = ['categoricalCrossentropy', 'binaryCrossentropy', 'meanSquaredError', 'meanAbsoluteError'] as const;

describe.each(builds)('losses of the %s kernels', (build) => {
  let bench: Bench;
  beforeAll(async () => {
    bench = await openBench(build);
  });
  afterEach(() => bench.clear());

  const lose = (id: (typeof ids)[number], logits: ArrayLike<number>, targets: ArrayLike<number>, rows: number) => {
    const units = logits.length / rows;
    const [dLogits, sums] = [bench.room(logits.length), bench.room(4)];
    bench.kernels[id](bench.put(logits), bench.put(targets), dLogits, sums, rows, units);
    const [loss = NaN, score = NaN] = new Float64Array(bench.kernels.memory.buffer, sums, 2);
    return { loss, score, gradient: bench.read(dLogits, logits.length) };
  };

  /** Class indices below `classes`, or values, for rows of units. */
  const targetsOf = (id: string, rows: number, units: number): Float32Array => {
    if (lossById(id).targets === 'value') return normals(rows * units, 'targets');
    return normals(rows, 'targets').map((value) => Math.abs(Math.round(10 * value)) % Math.max(units, 2));
  };

  it.each(ids)('%s is the shared loss, value and gradient', (id) => {
    for (const [rows, units] of id === 'binaryCrossentropy'
      ? ([
          [1, 1],
          [33, 1],
        ] as const)
      : ([
          [1, 2],
          [33, 1],
          [7, 10],
        ] as const)) {
      const logits = normals(rows * units, 'logits').map((value) => 6 * value);
      const targets =
        id === 'categoricalCrossentropy' && units === 1 ? new Float32Array(rows) : targetsOf(id, rows, units);
      const expected = lossById(id).evaluate({
        ...{ rows, units },
        logits: Float64Array.from(logits),
        targets: Float64Array.from(targets),
      });
      const { loss, gradient } = lose(id, logits, targets, rows);
      expect(loss / rows).toBeCloseTo(expected.loss, 12);
      expect(relativeError(gradient, expected.gradient)).toBeLessThan(1e-7);
      bench.clear();
    }
  });

  it('every loss of the studio has its kernel', () => {
    expect(losses.map(({ id }) => id).filter((id) => !ids.some((known) => known === id))).toEqual([]);
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

  it.each(ids)('%s lets NaN through and writes no gradient at address 0', (id) => {
    const { loss, gradient } = lose(id, [NaN, 1], [0, 0], id === 'categoricalCrossentropy' ? 1 : 2);
    expect(loss).toBeNaN();
    expect(gradient[0]).toBeNaN();
    const sums = bench.room(4);
    bench.kernels[id](
      bench.put([1, 2]),
      bench.put([0, 1]),
      0,
      sums,
      id === 'categoricalCrossentropy' ? 1 : 2,
      2 - (id === 'categoricalCrossentropy' ? 0 : 1),
    );
    expect(bench.readBytes(0, 64).every((byte) => byte === 0)).toBe(true);
  });
});
