import { describe, expect, it } from 'vitest';
import { defaultValues } from '#shared/domain/params.ts';
import { contourLevels, contourLines, sampleGrid } from '#shared/surfaces/contour.ts';
import {
  bowlHessian,
  conditionNumber,
  criticalPointNear,
  curvatureOf,
  eigenvalues,
  localShape,
} from '#shared/surfaces/criticalPoint.ts';
import { formulaSurface } from '#shared/surfaces/formulaSurface.ts';
import { surfaceById, surfaces } from '#shared/surfaces/index.ts';

describe('critical points', () => {
  it('D7: the Hessian at (2, −2) of the saddle has one eigenvalue of each sign, at Beale’s (3, ½) both are positive', () => {
    expect(localShape(surfaceById('saddle')!, {}, [2, -2])).toMatchObject({
      eigenvalues: [-2, 2],
      curvature: 'saddle',
    });
    const beale = localShape(surfaceById('beale')!, {}, [3, 0.5]);
    expect(Math.min(...beale.eigenvalues)).toBeGreaterThan(0);
    expect(beale.curvature).toBe('bowl');
  });

  it('B1: knows a quadratic, typed or chosen, by its one Hessian; a saddle and a curved valley have no limiting rate', () => {
    expect(bowlHessian(surfaceById('quadratic')!, {})).toEqual([0.2, 0, 4]);
    const typed = bowlHessian(formulaSurface('0.1 x^2 + 2 y^2 + x y / 10 - 3'), {})!;
    expect(typed.map((value) => Number(value.toFixed(12)))).toEqual([0.2, 0.1, 4]);
    expect(bowlHessian(formulaSurface('x^2'), {})).toEqual([2, 0, 0]);
    for (const id of ['saddle', 'beale', 'plateau', 'slope_plateau'])
      expect(bowlHessian(surfaceById(id)!, defaultValues(surfaceById(id)!.params))).toBeNull();
    expect(bowlHessian(formulaSurface('x + y'), {})).toBeNull();
  });

  it('names every kind of curvature', () => {
    const kinds = [
      [1, 2],
      [-2, -1],
      [-1, 1],
      [0, 0],
      [0, 2],
      [-2, 0],
    ] as const;
    expect(kinds.map(curvatureOf)).toEqual(['bowl', 'dome', 'saddle', 'flat', 'trough', 'ridge']);
    expect(eigenvalues([2, 1, 2])).toEqual([1, 3]);
  });

  it('D5: the condition number of 0.1x² + 2y² is 20', () => {
    expect(conditionNumber([0.2, 0, 4])).toBeCloseTo(20, 12);
    expect(conditionNumber([2, 0, -2])).toBeNull();
  });

  it('finds the critical point near a pointer, and none where there is none', () => {
    const himmelblau = surfaceById('himmelblau')!;
    for (const [x, y] of himmelblau.minima) {
      const found = criticalPointNear(himmelblau, {}, [x + 0.1, y - 0.1], 0.5)!;
      expect(Math.hypot(found[0] - x, found[1] - y)).toBeLessThan(1e-8);
    }
    const top = criticalPointNear(himmelblau, {}, [-0.3, -0.9], 0.3)!;
    expect(localShape(himmelblau, {}, top).curvature).toBe('dome');
    expect(criticalPointNear(surfaceById('quadratic')!, {}, [3, 3], 0.5)).toBeNull();
    expect(criticalPointNear(surfaceById('slope_plateau')!, {}, [6, 0], 0.5)![0]).toBeCloseTo(6.119213392, 8);
  });
});

describe('contours', () => {
  const circle = sampleGrid((x, y) => x * x + y * y, [-2, 2], [-2, 2], 81, 81);

  it('B6: of 0.1x² + 2y² are ellipses: every point of a line has its height', () => {
    const f = (x: number, y: number): number => 0.1 * x * x + 2 * y * y;
    const grid = sampleGrid(f, [-6, 6], [-3, 3], 241, 121);
    for (const level of contourLevels(grid.values, 10)) {
      const lines = contourLines(grid, level);
      expect(lines.length).toBeGreaterThan(0);
      for (const [x, y] of lines.flat()) expect(Math.abs(f(x, y) - level)).toBeLessThan(0.01 + 0.01 * level);
    }
  });

  it('joins a closed line into one loop', () => {
    const lines = contourLines(circle, 1);
    expect(lines).toHaveLength(1);
    expect(lines[0]![0]).toEqual(lines[0]!.at(-1));
    for (const [x, y] of lines[0]!) expect(Math.hypot(x, y)).toBeCloseTo(1, 3);
  });

  it('keeps the two branches of a saddle apart, and leaves holes where f is not finite', () => {
    const saddle = sampleGrid((x, y) => x * x - y * y, [-1, 1], [-1, 1], 40, 40);
    expect(contourLines(saddle, 0.1)).toHaveLength(2);
    expect(contourLines(saddle, -0.1)).toHaveLength(2);
    const holed = sampleGrid((x) => (x < 0 ? Number.NaN : x), [-1, 1], [-1, 1], 21, 21);
    expect(contourLines(holed, 0.5)[0]!.every(([x]) => Math.abs(x - 0.5) < 1e-9)).toBe(true);
    expect(contourLines(circle, 100)).toEqual([]);
  });

  it.each(surfaces.map((surface) => [surface.id, surface] as const))('%s has several rising levels', (_id, surface) => {
    const params = defaultValues(surface.params);
    const { view } = surface;
    const grid = sampleGrid((x, y) => surface.value(x, y, params), view.x, view.y, 60, 60);
    const levels = contourLevels(grid.values, 10);
    expect(levels.length).toBeGreaterThanOrEqual(6);
    expect(levels.length).toBeLessThanOrEqual(10);
    expect([...levels].sort((a, b) => a - b)).toEqual(levels);
  });

  it('has no level on a plain', () => {
    expect(contourLevels(new Float64Array(100).fill(3), 10)).toEqual([]);
    expect(contourLevels(new Float64Array(4).fill(Number.NaN), 10)).toEqual([]);
  });
});
