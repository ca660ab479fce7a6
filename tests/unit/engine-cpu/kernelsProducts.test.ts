import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { builds, normals, openBench, type Bench } from '../../support/kernelBench.ts';
import { plainActivate, plainGemm, plainSumRows, relativeError } from '../../support/plainKernels.ts';

const tolerance = 1e-6;

/** Sizes of 1, just below and above a tile (4 or 6 rows, 8 columns), a block (96 rows, 256 steps and columns), and the Fashion-MNIST network's. */
const products: readonly (readonly [m: number, n: number, k: number])[] = [
  [1, 1, 1],
  [1, 9, 3],
  [2, 7, 5],
  [3, 8, 1],
  [4, 17, 4],
  [5, 1, 6],
  [6, 16, 13],
  [7, 10, 64],
  [13, 65, 31],
  [97, 9, 257],
  [101, 33, 7],
  [1, 260, 600],
  [64, 10, 256],
  [3, 257, 513],
];

describe.each(builds)('products of the %s kernels', (build) => {
  let bench: Bench;
  beforeAll(async () => {
    bench = await openBench(build);
  });
  afterEach(() => bench.clear());

  it.each(products)('gemm %i × %i × %i, every transposition, with and without adding', (m, n, k) => {
    for (const transposeA of [false, true])
      for (const transposeB of [false, true])
        for (const accumulate of [false, true]) {
          const a = normals(m * k, 'a', m, k);
          const b = normals(k * n, 'b', k, n);
          const before = normals(m * n, 'c', m, n);
          const c = bench.put(accumulate ? before : new Float32Array(m * n).fill(NaN));
          bench.scratch(bench.kernels.gemmScratch(m, n, k));
          const flags = [Number(transposeA), Number(transposeB)] as const;
          bench.kernels.gemm(...flags, m, n, k, bench.put(a), bench.put(b), c, Number(accumulate));
          const expected = plainGemm({ transposeA, transposeB, m, n, k }, a, b, accumulate ? before : undefined);
          expect(relativeError(bench.read(c, m * n), expected)).toBeLessThan(tolerance);
          bench.clear();
        }
  });

  it('gemm over no steps is 0, or leaves what is there', () => {
    bench.scratch(bench.kernels.gemmScratch(2, 3, 0));
    const c = bench.put([1, 2, 3, 4, 5, 6]);
    bench.kernels.gemm(0, 0, 2, 3, 0, c, c, c, 1);
    expect([...bench.read(c, 6)]).toEqual([1, 2, 3, 4, 5, 6]);
    bench.kernels.gemm(0, 0, 2, 3, 0, c, c, c, 0);
    expect([...bench.read(c, 6)]).toEqual([0, 0, 0, 0, 0, 0]);
  });

  it('gemm lets a NaN through to its row and column, and to no other', () => {
    const a = normals(7 * 5, 'a');
    const b = normals(5 * 9, 'b');
    a[2 * 5 + 1] = NaN;
    b[3 * 9 + 8] = NaN;
    bench.scratch(bench.kernels.gemmScratch(7, 9, 5));
    const c = bench.room(7 * 9);
    bench.kernels.gemm(0, 0, 7, 9, 5, bench.put(a), bench.put(b), c, 0);
    const isNaNs = Array.from(bench.read(c, 7 * 9), Number.isNaN);
    expect(isNaNs).toEqual(isNaNs.map((_, i) => Math.floor(i / 9) === 2 || i % 9 === 8));
  });

  it.each([0, 1, 2, 3])('dense with activation %i', (activation) => {
    for (const [rows, inputs, units] of [
      [1, 1, 1],
      [5, 3, 2],
      [32, 13, 64],
      [10, 64, 1],
      [9, 300, 11],
    ] as const) {
      const [x, w, bias] = [normals(rows * inputs, 'x'), normals(inputs * units, 'w'), normals(units, 'bias')];
      bench.scratch(bench.kernels.gemmScratch(rows, units, inputs));
      const y = bench.room(rows * units);
      bench.kernels.dense(bench.put(x), bench.put(w), bench.put(bias), y, rows, inputs, units, activation);
      const product = plainGemm({ transposeA: false, transposeB: false, m: rows, n: units, k: inputs }, x, w);
      const expected = plainActivate(
        activation,
        product.map((value, i) => value + bias[i % units]!),
      );
      expect(relativeError(bench.read(y, rows * units), expected)).toBeLessThan(tolerance);
      bench.clear();
    }
  });

  it.each([
    [1, 1],
    [3, 5],
    [17, 16],
    [100, 21],
    [33, 600],
    [12544, 3],
  ])('sumRows %i × %i', (rows, columns) => {
    // All of one sign, as the gradient of a bias may be: rounding adds up.
    const x = normals(rows * columns, 'x').map(Math.abs);
    const out = bench.room(columns);
    bench.kernels.sumRows(bench.put(x), rows, columns, out);
    expect(relativeError(bench.read(out, columns), plainSumRows(x, rows, columns))).toBeLessThan(tolerance / 4);
  });
});
