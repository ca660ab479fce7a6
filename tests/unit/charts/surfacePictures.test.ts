import { describe, expect, it } from 'vitest';
import { MAX_RACERS } from '#shared/surfaces/racer.ts';
import { contenderStyle } from '#renderer/charts/contenderStyle.ts';
import { curveModel, curveText, laneOf } from '#renderer/charts/contourCurve.ts';
import { placeAt, trailLine, trailOf } from '#renderer/charts/contourTrails.ts';
import { curveView, fromPx, toPx } from '#renderer/charts/contourView.ts';
import { countColors, frameIndices, paletteOf } from '#renderer/components/surfaces/gifPalette.ts';
import { END_MS, FRAME_MS, gifPlan } from '#renderer/components/surfaces/gifPlan.ts';
import { race } from '#shared/surfaces/race.ts';
import { racerById } from '#shared/surfaces/racer.ts';
import { surfaceById } from '#shared/surfaces/index.ts';

describe('the look of twenty racers', () => {
  const styles = Array.from({ length: MAX_RACERS }, (_, i) => contenderStyle(i + 1));

  it('gives ten a colour of their own and repeats none: the others are grey', () => {
    expect(new Set(styles.slice(0, 10).map(({ colorVar }) => colorVar)).size).toBe(10);
    expect(new Set(styles.slice(10).map(({ colorVar }) => colorVar))).toEqual(new Set(['--ink-3']));
  });

  it('tells all twenty apart by dash and marker alone', () => {
    const looks = styles.map(({ dash, filled, marker, rotation }) => JSON.stringify([dash, marker, rotation, filled]));
    expect(new Set(looks).size).toBe(MAX_RACERS);
  });
});

describe('a function of one number as a curve', () => {
  const surface = surfaceById('slope_plateau')!;
  const f = (x: number): number => surface.value(x, 0, {});
  const view = curveView(f, surface.view.x, 640, 400);

  it('is seen whole, with room above and below', () => {
    for (let x = -7; x <= 9; x += 0.1) {
      const [px, py] = toPx(view, x, f(x));
      expect(px).toBeGreaterThanOrEqual(0);
      expect(py).toBeGreaterThan(20);
      expect(py).toBeLessThan(380);
    }
    const [x, y] = fromPx(view, ...toPx(view, 2, 1));
    expect([x, y].map((value) => Number(value.toFixed(9)))).toEqual([2, 1]);
  });

  it('leaves a gap where there is no number', () => {
    const broken = curveModel((x) => (Math.abs(x) < 1 ? Number.NaN : x), view);
    expect(curveText(broken.heights, view, false).match(/M/g)).toHaveLength(2);
  });

  it('carries the racers: marker on it, trail below it along its bends', () => {
    const { trace } = race({
      surface,
      params: {},
      racer: racerById('momentum'),
      h: { learningRate: 1, beta: 0.9 },
      start: [-5, 0],
      steps: 12,
    });
    const lane = laneOf(view, f, 1);
    const trail = trailOf(1, trace, view, false, lane);
    for (const at of [0, 1.5, 3.25, 7]) {
      const [px, py] = placeAt(trail, at)!;
      expect(py).toBeCloseTo(toPx(view, 0, f(fromPx(view, px, 0)[0]))[1], 6);
    }
    const line = trailLine(trail, 12);
    expect(line.length).toBeGreaterThan(trace.length);
    for (const [px, py] of line) expect(py - lane.offset).toBeCloseTo(lane.heightAt(px), 6);
  });
});

describe('frames of an animation', () => {
  const pixels = (...colors: number[]): Uint8ClampedArray =>
    new Uint8ClampedArray(Uint32Array.from(colors, (color) => (color | 0xff000000) >>> 0).buffer);

  it('last as long as the race does on the page; the end stands still', () => {
    const plan = gifPlan(20, 3);
    expect(plan[0]).toEqual({ at: 0, delayMs: FRAME_MS });
    expect(plan.at(-1)).toEqual({ at: 20, delayMs: END_MS });
    expect((plan.length - 1) * FRAME_MS).toBeGreaterThanOrEqual(6666);
    expect((plan.length - 1) * FRAME_MS).toBeLessThan(6750);
    expect(gifPlan(2000, 250)).toHaveLength(101);
  });

  it('keep the exact colours of flat ground and share the rest', () => {
    const counts = new Map<number, number>();
    countColors(pixels(1, 1, 1, 2, 2, 3), counts);
    expect([...counts]).toEqual([
      [1, 3],
      [2, 2],
      [3, 1],
    ]);
    const many = new Map(Array.from({ length: 1000 }, (_, i) => [i * 16, 1000 - i] as const));
    const asked: number[] = [];
    const palette = paletteOf(many, (rgba, count) => {
      asked.push(rgba.length / 4, count);
      return [[250, 250, 250]];
    });
    expect(asked).toEqual([1000 - 96, 255 - 96]);
    expect(palette.colors[palette.indexOf(0)]).toEqual([0, 0, 0]);
    expect(palette.colors[palette.indexOf(0xffffff)]).toEqual([250, 250, 250]);
    expect(palette.transparent).toBe(97);
  });

  it('are transparent where nothing changed', () => {
    const palette = paletteOf(
      new Map([
        [1, 1],
        [2, 1],
      ]),
      () => [],
    );
    const before = new Uint32Array(pixels(1, 2, 1).buffer);
    expect([...frameIndices(pixels(1, 2, 1), null, palette)]).toEqual([0, 1, 0]);
    expect([...frameIndices(pixels(1, 1, 1), before, palette)]).toEqual([2, 0, 2]);
    expect([...frameIndices(pixels(1, 1, 2), before, palette)]).toEqual([2, 2, 1]);
  });
});
