import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import {
  batchGradients,
  normaliseBatch,
  normaliseWith,
  runningStatistic,
} from '#shared/normalization/batchNormalization.ts';
import { builds, normals, openBench, type Bench } from '../../support/kernelBench.ts';
import { relativeError } from '../../support/plainKernels.ts';
import { hasReference, referenceFile } from '../classics/support.ts';

const tolerance = 2e-6;
/** Rows and columns: 1, what fits a vector and what does not, more rows than a block, more columns than a strip. */
const sizes = [
  [1, 1],
  [1, 5],
  [2, 3],
  [3, 4],
  [7, 8],
  [64, 6],
  [65, 1],
  [200, 9],
  [3, 517],
] as const;

interface Case {
  readonly x: number[][];
  readonly gamma: number[];
  readonly beta: number[];
  readonly upstream: number[][];
  readonly eps: number;
}

const table = (values: Float32Array, columns: number): number[][] =>
  Array.from({ length: values.length / columns }, (_, row) => [...values.subarray(row * columns, (row + 1) * columns)]);

/** Numbers far from 0, so that a difference of squares would show. */
function madeUp(rows: number, columns: number): Case {
  const x = table(
    normals(rows * columns, 'x').map((value) => 30 + value),
    columns,
  );
  const upstream = table(normals(rows * columns, 'dy'), columns);
  return { x, upstream, gamma: [...normals(columns, 'gamma')], beta: [...normals(columns, 'beta')], eps: 1e-3 };
}

describe.each(builds)('normalisation of the %s kernels', (build) => {
  let bench: Bench;
  beforeAll(async () => {
    bench = await openBench(build);
  });
  afterEach(() => bench.clear());

  /** Everything the batch normalisation computes, in training and when the model answers. */
  function batchNormalise({ x, gamma, beta, upstream, eps }: Case, momentum: number) {
    const { kernels } = bench;
    const [rows, columns] = [x.length, gamma.length];
    const [mean, variance, dGamma, dBeta] = Array.from({ length: 4 }, () => bench.room(columns)) as number[];
    const [atX, dy, atGamma, atBeta] = [x.flat(), upstream.flat(), gamma, beta].map((own) =>
      bench.put(own),
    ) as number[];
    const [y, dx, answer] = [bench.room(rows * columns), bench.room(rows * columns), bench.room(rows * columns)];
    const [movingMean, movingVariance] = [bench.put(gamma.map(() => 0)), bench.put(gamma.map(() => 1))];
    bench.scratch(kernels.normalizationScratch(columns));
    kernels.columnMoments(atX!, rows, columns, mean!, variance!);
    kernels.normalizeColumns(atX!, y, rows, columns, mean!, variance!, atGamma!, atBeta!, eps);
    kernels.updateRunning(movingMean, mean!, columns, momentum);
    kernels.updateRunning(movingVariance, variance!, columns, momentum);
    kernels.normalizeColumnsWeightGradients(atX!, dy!, rows, columns, mean!, variance!, eps, dGamma!, dBeta!);
    // prettier-ignore
    kernels.normalizeColumnsGradient(atX!, dy!, dx, rows, columns, mean!, variance!, atGamma!, eps, dGamma!, dBeta!);
    kernels.normalizeColumns(atX!, answer, rows, columns, movingMean, movingVariance, atGamma!, atBeta!, eps);
    const read = (address: number, count: number): number[] => [...bench.read(address, count)];
    return {
      mean: read(mean!, columns),
      variance_biased: read(variance!, columns),
      y: read(y, rows * columns),
      dx: read(dx, rows * columns),
      dgamma: read(dGamma!, columns),
      dbeta: read(dBeta!, columns),
      running_mean_after: read(movingMean, columns),
      running_variance_after_biased: read(movingVariance, columns),
      y_inference_biased: read(answer, rows * columns),
    };
  }

  it.each(sizes)('of a batch of %i × %i as in doubles', (rows, columns) => {
    const own = madeUp(rows, columns);
    const { x, gamma, beta, upstream, eps } = own;
    const ours = batchNormalise(own, 0.9);
    const exact = normaliseBatch(x, gamma, beta, eps);
    expect(relativeError(ours.mean, exact.mean)).toBeLessThan(tolerance);
    // Of one row the variance is 0, and what rounding left of it.
    const scale = Math.max(1, ...exact.variance);
    ours.variance_biased.forEach((value, i) => expect(Math.abs(value - exact.variance[i]!) / scale).toBeLessThan(1e-5));
    expect(largestDifference(ours.y, exact.y.flat())).toBeLessThan(2e-4);
    const gradients = batchGradients(x, gamma, upstream, eps);
    const size = Math.max(1, ...gradients.dgamma.map(Math.abs));
    expect(largestDifference(ours.dgamma, gradients.dgamma) / size).toBeLessThan(1e-4);
    expect(relativeError(ours.dbeta, gradients.dbeta)).toBeLessThan(tolerance);
    expect(largestDifference(ours.dx, gradients.dx.flat())).toBeLessThan(2e-3);
    const moving = [gamma.map(() => 0), gamma.map(() => 1)];
    const [means, variances] = [exact.mean, exact.variance].map((batch, i) => runningStatistic(moving[i]!, batch, 0.9));
    expect(relativeError(ours.running_mean_after, means!)).toBeLessThan(tolerance);
    expect(relativeError(ours.running_variance_after_biased, variances!)).toBeLessThan(1e-5);
    const answer = normaliseWith(x, gamma, beta, eps, means!, variances!);
    expect(relativeError(ours.y_inference_biased, answer.flat())).toBeLessThan(1e-5);
  });

  it.runIf(hasReference)('D25: batch normalisation as in the reference table', () => {
    const { batch_normalisation: entries } = referenceFile('optimizers.json') as {
      batch_normalisation: (Case & { running_momentum: number } & Record<string, unknown>)[];
    };
    expect(entries.length).toBeGreaterThan(1);
    for (const entry of entries) {
      const ours: Record<string, number[]> = batchNormalise(entry, entry.running_momentum);
      for (const [name, values] of Object.entries(ours)) {
        const expected = (entry[name] as number[] | number[][]).flat();
        const size = Math.max(1, ...expected.map(Math.abs));
        expect(largestDifference(values, expected) / size, `${String(entry.id)} ${name}`).toBeLessThan(1e-5);
      }
      bench.clear();
    }
  });

  it('of a batch of one row gives β, whose gradient is dy, and none for γ and x', () => {
    const own = madeUp(1, 6);
    const { y, dx, dgamma, dbeta } = batchNormalise(own, 0.9);
    expect([y, dbeta]).toEqual([own.beta, own.upstream[0]]);
    expect([...dgamma, ...dx].every((value) => value === 0)).toBe(true);
  });

  it.each(sizes)('of the rows of %i × %i as in doubles, in place too', (rows, columns) => {
    const { x, gamma, beta, upstream, eps } = madeUp(rows, columns);
    const { kernels } = bench;
    const [atX, dy, atGamma, atBeta] = [x.flat(), upstream.flat(), gamma, beta].map((own) =>
      bench.put(own),
    ) as number[];
    const [y, moments] = [bench.room(rows * columns), bench.room(2 * rows)];
    const [dGamma, dBeta] = [bench.room(columns), bench.room(columns)];
    bench.scratch(kernels.normalizationScratch(columns));
    kernels.normalizeRows(atX!, y, rows, columns, atGamma!, atBeta!, eps, moments);
    kernels.normalizeRowsWeightGradients(atX!, dy!, rows, columns, moments, dGamma, dBeta);
    kernels.normalizeRowsGradient(atX!, dy!, dy!, rows, columns, atGamma!, moments);
    const exact = x.map((row, i) => normaliseRow(row, gamma, beta, upstream[i]!, eps));
    const size = Math.sqrt(1 / eps);
    expect(
      largestDifference(
        bench.read(y, rows * columns),
        exact.flatMap((row) => row.y),
      ),
    ).toBeLessThan(3e-6 * size);
    expect(
      largestDifference(
        bench.read(dy!, rows * columns),
        exact.flatMap((row) => row.dx),
      ),
    ).toBeLessThan(3e-5 * size);
    const total = (values: (row: (typeof exact)[number]) => readonly number[]): number[] =>
      gamma.map((_, c) => exact.reduce((sum, row) => sum + values(row)[c]!, 0));
    expect(
      largestDifference(
        bench.read(dGamma, columns),
        total((row) => row.dGamma),
      ),
    ).toBeLessThan(1e-3);
    expect(
      relativeError(
        bench.read(dBeta, columns),
        upstream[0]!.map((_, c) => upstream.reduce((sum, row) => sum + row[c]!, 0)),
      ),
    ).toBeLessThan(tolerance);
  });
});

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

/** One row in doubles: what leaves it, the gradient of what entered it, and its share of that of γ. */
function normaliseRow(x: number[], gamma: number[], beta: number[], dy: number[], eps: number) {
  const middle = mean(x);
  const inverse = 1 / Math.sqrt(mean(x.map((value) => (value - middle) ** 2)) + eps);
  const normal = x.map((value) => (value - middle) * inverse);
  const g = dy.map((value, c) => value * gamma[c]!);
  const along = mean(g.map((value, c) => value * normal[c]!));
  return {
    y: normal.map((value, c) => value * gamma[c]! + beta[c]!),
    dx: g.map((value, c) => inverse * (value - mean(g) - normal[c]! * along)),
    dGamma: dy.map((value, c) => value * normal[c]!),
  };
}

function largestDifference(a: ArrayLike<number>, b: readonly number[]): number {
  expect(a.length).toBe(b.length);
  return b.reduce((most, value, i) => Math.max(most, Math.abs(a[i]! - value)), 0);
}
