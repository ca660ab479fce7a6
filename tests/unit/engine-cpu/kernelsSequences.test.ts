import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { generator } from '#shared/random/generator.ts';
import { builds, normals, openBench, type Bench } from '../../support/kernelBench.ts';
import {
  inputSize,
  outputSize,
  relativeError,
  slide,
  windowArguments,
  type Window,
} from '../../support/plainKernels.ts';
import {
  plainAveragePool2d,
  plainAveragePool2dGradient,
  plainEmbeddingGradient,
  plainGlobalMaxPool,
  plainSplitPhases,
  type Phases,
} from '../../support/plainPooling.ts';

function* windows(): Generator<readonly [string, Window]> {
  for (const padding of ['same', 'valid'] as const)
    for (const [kernel, stride] of [
      [1, 1],
      [2, 2],
      [3, 2],
      [2, 3],
      [5, 1],
    ] as const)
      for (const channels of [1, 4, 7]) {
        const plan = { rows: 2, height: 7, width: 6, channels, filters: channels, padding } as const;
        const window = slide({ ...plan, kernel: [kernel, kernel], stride: [stride, stride] });
        yield [`window ${kernel}, stride ${stride}, ${padding}, ${channels} channels`, window];
      }
  const one = { rows: 3, height: 1, width: 1, channels: 1, filters: 1, padding: 'same' } as const;
  yield ['a picture of one place', slide({ ...one, kernel: [3, 3], stride: [2, 2] })];
  const line = { rows: 2, height: 1, width: 9, channels: 5, filters: 5, padding: 'same' } as const;
  yield ['a sequence', slide({ ...line, kernel: [1, 4], stride: [1, 2] })];
}

const sizes = [
  [1, 1, 1],
  [2, 5, 3],
  [3, 7, 8],
  [2, 300, 13],
  [1, 70_000, 9],
] as const;

const phases: readonly Phases[] = [
  { rows: 2, height: 7, width: 5, channels: 3, dilationY: 2, dilationX: 3, padTop: 1, padLeft: 2 },
  { rows: 1, height: 1, width: 11, channels: 5, dilationY: 1, dilationX: 4, padTop: 0, padLeft: 8 },
  { rows: 3, height: 4, width: 4, channels: 1, dilationY: 1, dilationX: 1, padTop: 0, padLeft: 0 },
  { rows: 2, height: 1, width: 1, channels: 1, dilationY: 5, dilationX: 5, padTop: 2, padLeft: 4 },
].map((each) => ({
  ...each,
  phaseHeight: Math.ceil((each.height + 2 * each.padTop) / each.dilationY),
  phaseWidth: Math.ceil((each.width + 2 * each.padLeft) / each.dilationX),
}));

describe.each(builds)('pooling, embedding and phases of the %s kernels', (build) => {
  let bench: Bench;
  beforeAll(async () => {
    bench = await openBench(build);
  });
  afterEach(() => bench.clear());

  it.each([...windows()])('average pooling, forward and gradient: %s', (_, window) => {
    const [x, dy] = [normals(inputSize(window), 'x'), normals(outputSize(window), 'dy')];
    const [y, dx] = [bench.room(dy.length), bench.room(x.length)];
    bench.kernels.averagePool2d(bench.put(x), y, ...windowArguments(window));
    expect(relativeError(bench.read(y, dy.length), plainAveragePool2d(window, x))).toBeLessThan(1e-6);
    bench.kernels.averagePool2dGradient(bench.put(dy), dx, ...windowArguments(window));
    expect(relativeError(bench.read(dx, x.length), plainAveragePool2dGradient(window, dy))).toBeLessThan(1e-6);
  });

  it.each(sizes)('global max-pooling: %i rows of %i places and %i channels', (rows, length, channels) => {
    // Few different values, so that equals meet; every kind of place can win.
    const x = normals(rows * length * channels, 'x').map((value) => Math.round(4 * value) / 4);
    const [y, places, dx] = [rows * channels, rows * channels, x.length].map((count) => bench.room(count));
    bench.kernels.globalMaxPool(bench.put(x), y!, places!, rows, length, channels);
    const expected = plainGlobalMaxPool(x, rows, length, channels);
    expect([...bench.read(y!, rows * channels)]).toEqual([...expected.y]);
    const kept = new Int32Array(bench.readBytes(places!, 4 * rows * channels).buffer);
    expect([...kept]).toEqual([...expected.places]);
    const dy = normals(rows * channels, 'dy');
    bench.kernels.globalMaxPoolGradient(bench.put(dy), places!, dx!, rows, length, channels);
    const gradient = new Float32Array(x.length);
    dy.forEach((value, i) => {
      const row = Math.floor(i / channels);
      gradient[(row * length + expected.places[i]!) * channels + (i % channels)] = value;
    });
    expect(relativeError(bench.read(dx!, x.length), gradient)).toBe(0);
  });

  it('not a number is the largest, wherever it stands', () => {
    for (const channels of [3, 9])
      for (const place of [0, 2, 4]) {
        const x = normals(5 * channels, 'x');
        x.fill(NaN, place * channels, (place + 1) * channels);
        const [y, places] = [bench.room(channels), bench.room(channels)];
        bench.kernels.globalMaxPool(bench.put(x), y, places, 1, 5, channels);
        expect(bench.read(y, channels).every(Number.isNaN)).toBe(true);
        expect([...new Int32Array(bench.readBytes(places, 4 * channels).buffer)]).toEqual(
          new Array(channels).fill(place),
        );
      }
  });

  it('spreads a row over all places', () => {
    const dy = normals(2 * 7, 'dy');
    const dx = bench.room(2 * 3 * 7);
    bench.kernels.spreadOverPlaces(bench.put(dy), dx, 2, 3, 7, 0.25);
    const expected = Array.from({ length: 42 }, (_, i) => dy[Math.floor(i / 21) * 7 + (i % 7)]! / 4);
    expect([...bench.read(dx, 42)]).toEqual(expected);
  });

  it.each([
    [1, 1, 1],
    [9, 3, 4],
    [200, 7, 13],
    [5000, 4, 3],
  ])('embedding: %i tokens, %i values each, %i rows of the table', (count, dim, vocabulary) => {
    const random = generator(4, 'ids');
    const ids = Float32Array.from({ length: count }, (_, i) => random.below(i, vocabulary));
    const [table, dy] = [normals(vocabulary * dim, 'table'), normals(count * dim, 'dy')];
    const [y, dTable] = [bench.room(count * dim), bench.room(vocabulary * dim)];
    const at = bench.put(ids);
    expect(bench.kernels.embedding(at, bench.put(table), y, count, dim, vocabulary)).toBe(-1);
    const looked = Array.from({ length: count * dim }, (_, i) => table[ids[Math.floor(i / dim)]! * dim + (i % dim)]!);
    expect([...bench.read(y, count * dim)]).toEqual(looked);
    bench.kernels.embeddingGradient(at, bench.put(dy), dTable, count, dim, vocabulary);
    const expected = plainEmbeddingGradient(ids, dy, dim, vocabulary);
    expect(relativeError(bench.read(dTable, vocabulary * dim), expected)).toBeLessThan(1e-6);
  });

  it.each([-1, 4, 4.5, 0.5, NaN, Infinity])('embedding: refuses the token %d, and says where it stands', (id) => {
    const [table, y] = [bench.put(normals(8, 'table')), bench.room(6)];
    expect(bench.kernels.embedding(bench.put([3, 0, id]), table, y, 3, 2, 4)).toBe(2);
  });

  it.each(phases)('phases: $height × $width, gaps $dilationY × $dilationX, and back', (each) => {
    const { rows, height, width, channels, dilationY, dilationX, padTop, padLeft, phaseHeight, phaseWidth } = each;
    const list = [rows, height, width, channels, dilationY, dilationX, padTop, padLeft, phaseHeight, phaseWidth];
    const x = normals(rows * height * width * channels, 'x');
    const expected = plainSplitPhases(each, x);
    const [y, back] = [bench.room(expected.length), bench.room(x.length)];
    bench.kernels.splitPhases(bench.put(x), y, ...list);
    expect([...bench.read(y, expected.length)]).toEqual([...expected]);
    bench.kernels.mergePhases(y, back, ...list);
    expect([...bench.read(back, x.length)]).toEqual([...x]);
  });

  it.each([1, 5, 1000])('noise on %i values is that of the generator, in place too', (count) => {
    const random = generator(3, 'dropout', 4, 5);
    const x = normals(count, 'x');
    const at = bench.put(x);
    bench.kernels.addNoise(at, at, count, random.key.k1, random.key.k2, 0.7);
    const expected = Float64Array.from(x, (value, i) => value + 0.7 * random.normal(i));
    expect(relativeError(bench.read(at, count), expected)).toBeLessThan(1e-7);
  });

  it.each([
    [1, 1, 1],
    [2, 3, 7],
    [3, 4, 8],
  ])('scales whole channels: %i rows, %i places, %i channels', (rows, places, channels) => {
    const [x, factors] = [normals(rows * places * channels, 'x'), normals(rows * channels, 'factors')];
    const at = bench.put(x);
    bench.kernels.scaleChannels(at, bench.put(factors), at, rows, places, channels);
    const expected = x.map(
      (value, i) => value * factors[Math.floor(i / (places * channels)) * channels + (i % channels)]!,
    );
    expect([...bench.read(at, x.length)]).toEqual([...expected]);
  });
});
