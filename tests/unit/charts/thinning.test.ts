import { describe, expect, it } from 'vitest';
import { thin } from '#renderer/charts/thinning.ts';
import { cpuTimed } from '../../support/cpuTime.ts';

const even = (values: readonly (number | null)[]) => ({ values, length: values.length, firstX: 1, stepX: 1 });

describe('thin', () => {
  it('gives a short series back whole', () => {
    expect(thin(even([3, 1, 2]), 100)).toEqual([
      { x: 1, y: 3 },
      { x: 2, y: 1 },
      { x: 3, y: 2 },
    ]);
  });

  it('keeps first, smallest, largest and last of every bucket, in order, each once', () => {
    const values = [5, 1, 9, 4, 6, 7, 2, 8, 3, 5, 5, 5];
    expect(thin(even(values), 2)).toEqual([
      { x: 1, y: 5 },
      { x: 2, y: 1 },
      { x: 3, y: 9 },
      { x: 6, y: 7 },
      { x: 7, y: 2 },
      { x: 8, y: 8 },
      { x: 12, y: 5 },
    ]);
  });

  it('skips what is not a number', () => {
    expect(thin(even([1, null, 3, Number.NaN, 5]), 10).map((point) => point.y)).toEqual([1, 3, 5]);
    expect(thin(even([null, null]), 1)).toEqual([]);
  });

  it('feeds 100,000 points through 500 px: keeps every extreme and both ends, touches nothing, in time for ten draws a second', async () => {
    const values = Array.from({ length: 100_000 }, (_, i) => Math.exp(-i / 30_000) + 0.2 * Math.sin(i * 12.9898) ** 2);
    values[61_803] = 40;
    values[31_415] = -7;
    const before = values.slice();
    const rounds = 20;
    const { value: points, cpuMs } = await cpuTimed(async () => {
      for (let i = 1; i < rounds; i++) thin(even(values), 500);
      return thin(even(values), 500);
    });
    const perCallMs = cpuMs / rounds;
    console.info(`thinning 100,000 points to ${points.length}: ${perCallMs.toFixed(2)} ms`);
    expect(points.length).toBeLessThanOrEqual(2000);
    expect(points).toContainEqual({ x: 61_804, y: 40 });
    expect(points).toContainEqual({ x: 31_416, y: -7 });
    expect(points[0]).toEqual({ x: 1, y: values[0] });
    expect(points.at(-1)).toEqual({ x: 100_000, y: values[99_999] });
    for (let at = 0; at < 500; at++) {
      const column = values.slice(at * 200, (at + 1) * 200);
      const shown = points.filter((point) => point.x > at * 200 && point.x <= (at + 1) * 200).map((point) => point.y);
      expect(Math.max(...shown)).toBe(Math.max(...column));
      expect(Math.min(...shown)).toBe(Math.min(...column));
    }
    expect(values).toEqual(before);
    expect(perCallMs).toBeLessThan(20);
  });
});
