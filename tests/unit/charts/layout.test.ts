import { describe, expect, it } from 'vitest';
import { besideMark, spreadLabels } from '#renderer/charts/labelLayout.ts';
import { markerPlaces } from '#renderer/charts/markerPlaces.ts';
import { countTicks, linearRange, logRange } from '#renderer/charts/scales.ts';

describe('spreadLabels', () => {
  it('leaves labels that are far apart where they are', () => {
    expect(spreadLabels([10, 60, 100], 16, 0, 200)).toEqual([10, 60, 100]);
  });

  it('pushes close ones 16 px apart round their middle', () => {
    // 50 and 52 want 16 between them: middle 51, so 43 and 59.
    expect(spreadLabels([52, 50, 120], 16, 0, 200)).toEqual([59, 43, 120]);
  });

  it('keeps them inside', () => {
    expect(spreadLabels([2, 2, 2], 16, 8, 200)).toEqual([8, 24, 40]);
    expect(spreadLabels([199, 198], 16, 8, 200)).toEqual([200, 184]);
  });

  it('holds ten labels of one place', () => {
    const placed = spreadLabels(Array<number>(10).fill(100), 16, 0, 300);
    placed.slice(1).forEach((y, i) => expect(y - placed[i]!).toBeCloseTo(16, 9));
  });
});

describe('markerPlaces', () => {
  const xs = Array.from({ length: 30 }, (_, i) => i * 10);

  it('stands at least 48 px apart', () => {
    const places = markerPlaces(xs, 0, 3).map((index) => xs[index]!);
    expect(places).toEqual([0, 50, 100, 150, 200, 250]);
  });

  it('staggers two lines', () => {
    const [first, second] = [markerPlaces(xs, 0, 2), markerPlaces(xs, 1, 2)];
    expect(first.filter((index) => second.includes(index))).toEqual([]);
  });
});

describe('axes', () => {
  it('label 4 to 6 round values of a logarithmic axis', () => {
    for (const [min, max] of [
      [0.27, 2.3],
      [0.01, 4],
      [1e-8, 10],
      [0.5, 0.9],
      [3, 900],
      [0.001, 0.0012],
      [1e-4, 5],
    ] as const) {
      const { ticks, min: low, max: high } = logRange(min, max);
      expect(ticks.length, `${min} … ${max}: ${ticks.join(' ')}`).toBeGreaterThanOrEqual(3);
      expect(ticks.length).toBeLessThanOrEqual(6);
      expect(ticks.every((tick) => tick >= low && tick <= high)).toBe(true);
      expect(low).toBeLessThan(min);
      expect(high).toBeGreaterThan(max);
    }
  });

  it('label a narrow logarithmic axis in even round steps', () => {
    expect(logRange(2.3, 2.4).ticks).toEqual([2.2, 2.3, 2.4, 2.5]);
  });

  it('start a linear axis at zero and end it on a round value', () => {
    expect(linearRange(2.3)).toEqual({ min: 0, max: 2.5, ticks: [0, 0.5, 1, 1.5, 2, 2.5] });
    expect(linearRange(0)).toEqual({ min: 0, max: 1, ticks: [0, 0.2, 0.4, 0.6, 0.8, 1] });
  });

  it('end the x axis at the planned end', () => {
    expect(countTicks(10)).toEqual([0, 2, 4, 6, 8, 10]);
    expect(countTicks(3)).toEqual([0, 1, 2, 3]);
    expect(countTicks(120)).toEqual([0, 30, 60, 90, 120]);
    expect(countTicks(8600)).toEqual([0, 2000, 4000, 6000, 8600]);
    expect(countTicks(1)).toEqual([0, 1]);
  });
});

describe('besideMark', () => {
  const area = { left: 40, right: 240 };

  it('puts words to the right where they fit, else to the roomier side', () => {
    expect(besideMark(50, 180, area)).toEqual({ align: 'left', x: 60, room: 180 });
    expect(besideMark(200, 100, area)).toEqual({ align: 'right', x: 190, room: 150 });
  });

  it('gives what fits nowhere the larger side and its room, never a place outside', () => {
    expect(besideMark(46, 300, area)).toEqual({ align: 'left', x: 56, room: 184 });
  });
});
