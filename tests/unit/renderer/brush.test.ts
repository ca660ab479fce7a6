import { describe, expect, it } from 'vitest';
import { drawStroke, isLightGround } from '../../../src-renderer/components/result/brush.ts';
import { heatOf } from '../../../src-renderer/components/result/heat.ts';
import { amountDecimals } from '../../../src-renderer/components/result/amountDecimals.ts';
import { plotAxis } from '../../../src-renderer/components/result/axis.ts';

describe('drawing on a picture', () => {
  it('marks the pixels along the stroke and leaves the others', () => {
    const picture = { bytes: new Uint8Array(100), height: 10, width: 10 };
    drawStroke(picture, [1.5, 5.5], [8.5, 5.5], 255);
    const row = (y: number): number[] => [...picture.bytes.subarray(y * 10, y * 10 + 10)];
    expect(row(5).slice(1, 9)).toEqual(new Array(8).fill(255));
    // One pixel beside it: 0.8 + 0.5 − 1 of it is covered.
    expect(row(4)[4]).toBe(Math.floor(0.3 * 255));
    expect([row(0), row(9)].flat()).toEqual(new Array(20).fill(0));
  });

  it('draws dark on light, and takes nothing away from what was drawn', () => {
    const picture = { bytes: new Uint8Array(100).fill(255), height: 10, width: 10 };
    drawStroke(picture, [5.5, 5.5], [5.5, 5.5], 0);
    drawStroke(picture, [5.5, 6.5], [5.5, 6.5], 0);
    expect([picture.bytes[55], picture.bytes[65], picture.bytes[0]]).toEqual([0, 0, 255]);
  });

  it('tells light ground from dark by the corners', () => {
    const size = { height: 3, width: 3, channels: 1 };
    expect(isLightGround(Uint8Array.of(255, 0, 255, 0, 0, 0, 255, 0, 255), size)).toBe(true);
    expect(isLightGround(Uint8Array.of(0, 255, 0, 255, 255, 255, 0, 255, 0), size)).toBe(false);
  });
});

it.each([
  [0, null],
  [0.009, 0],
  [0.01, 1],
  [0.132, 3],
  [0.4, 4],
  [0.794, 4],
  [0.8, 5],
  [1, 5],
])('a cell with the share %d of its row has the step %s of the hue', (share, step) => expect(heatOf(share)).toBe(step));

it('an axis has round ends and holds all values; equal values get room', () => {
  const axis = plotAxis(3, 48, 0, 100);
  expect([axis.min, axis.max, axis.place(25)]).toEqual([0, 50, 50]);
  expect(axis.ticks.map(({ value }) => value)).toEqual([0, 10, 20, 30, 40, 50]);
  const flat = plotAxis(5, 5, 0, 100);
  expect(flat.min).toBeLessThan(5);
  expect(flat.max).toBeGreaterThan(5);
});

it.each([
  [[12.5, 35], 2],
  [[-533, 12], 1],
  [[12_000], 0],
  [[0.05], 5],
  [[0, Number.NaN], 0],
])('amounts of the size of %j are written with %d decimals', (values, digits) =>
  expect(amountDecimals({ predicted: Float64Array.from(values), actual: new Float64Array() })).toBe(digits),
);
