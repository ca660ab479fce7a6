import { describe, expect, it } from 'vitest';
import { isPointSet, pointClouds, ticks } from '../../../src-renderer/components/data/pointClouds.ts';
import { countByClass, pixelCounter, sampleByClass } from '../../../src-renderer/components/data/pictureSample.ts';
import { logHistogram } from '../../../src-renderer/components/data/logHistogram.ts';
import { fashion, houses, moons } from './fakeStudio.ts';

describe('sampleByClass', () => {
  const labels = Uint8Array.of(0, 1, 0, 2, 1, 0, 9);

  it('takes the first rows of every class among the given ones, in order', () => {
    expect(sampleByClass(Uint32Array.of(1, 2, 3, 4, 5, 6), labels, 3, 2)).toEqual([
      { index: 0, rows: [2, 5] },
      { index: 1, rows: [1, 4] },
      { index: 2, rows: [3] },
    ]);
  });

  it('counts the given rows by class and ignores labels that are no class', () => {
    expect(countByClass(Uint32Array.of(0, 2, 3, 6), labels, 3)).toEqual([2, 0, 1]);
  });
});

describe('pixelCounter', () => {
  const bytes = Uint8Array.from({ length: 5 * 6 }, (_, at) => (at * 37) % 256);
  const rows = Uint32Array.of(0, 3, 4);
  const expected = new Float64Array(256);
  for (const row of rows) for (let i = 0; i < 6; i++) expected[bytes[row * 6 + i]!]! += 1;

  it.each([1, 4, 6, 7, 13, 30])('counts the same whatever the pieces of %i bytes', (length) => {
    const counter = pixelCounter(rows, 5, 6);
    for (let at = 0; at < bytes.length; at += length) counter.take(bytes.subarray(at, at + length), at);
    expect(counter.histogram).toEqual(expected);
  });
});

describe('logHistogram', () => {
  it('gives a decade the same height wherever it lies, and nothing to an empty bin', () => {
    const histogram = new Float64Array(256);
    [histogram[0], histogram[8], histogram[16]] = [10_000, 1_000, 100];
    const { bars, bottom } = logHistogram(histogram, { width: 258, height: 140 });
    const heights = bars.map((bar) => bar.height);
    expect(heights[0]! - heights[1]!).toBeCloseTo(heights[1]! - heights[2]!, 9);
    expect(heights[2]).toBeGreaterThan(0);
    expect(heights[3]).toBe(0);
    expect(Math.max(...heights)).toBeLessThanOrEqual(bottom);
  });

  it('stands on the axis while nothing is counted', () => {
    const { bars } = logHistogram(new Float64Array(256), { width: 258, height: 140 });
    expect(bars.every(({ height, y }) => height === 0 && Number.isFinite(y))).toBe(true);
  });
});

describe('points', () => {
  const cells = Float64Array.of(0, 0, 0, 9, 9, 1, 4, 5, 1);
  const preview = { kind: 'table', cells, rows: 3, prepared: null } as const;
  const size = { width: 560, height: 400 };

  it('are offered for two numbers and a few classes only', () => {
    expect([moons, houses, fashion].map(isPointSet)).toEqual([true, false, false]);
  });

  it('stand at their place, one path per class', () => {
    const { clouds, x, y } = pointClouds(moons, preview, size);
    expect(clouds.map(({ name, path }) => [name, path.match(/M/g)?.length])).toEqual([
      ['upper', 1],
      ['lower', 2],
    ]);
    expect(clouds[0]?.path.startsWith(`M${x.at(0).toFixed(1)} ${y.at(0).toFixed(1)}`)).toBe(true);
    expect(y.at(9)).toBeLessThan(y.at(0));
    const gaps = { ...preview, cells: Float64Array.of(0, NaN, 0, 9, 9, 1, NaN, 5, 1) };
    expect(pointClouds(moons, gaps, size).clouds.map(({ path }) => path.match(/M/g)?.length)).toEqual([undefined, 1]);
  });

  it('have round ticks within the axis', () => {
    const { x } = pointClouds(moons, preview, size);
    expect(ticks(x).map(({ value }) => value)).toEqual([0, 2, 4, 6, 8]);
    expect(ticks({ ...x, min: -1.3, max: 2.2 }).map(({ value }) => value)).toEqual([-1, 0, 1, 2]);
  });
});
