import { describe, expect, it } from 'vitest';
import { defaultValues } from '#shared/domain/params.ts';
import { generator } from '#shared/random/generator.ts';
import { surfaces } from '#shared/surfaces/index.ts';

const random = generator(11, 'points');

describe.each(surfaces.map((surface) => [surface.id, surface] as const))('%s', (_id, surface) => {
  const params = defaultValues(surface.params);
  const at = (share: number, [low, high]: readonly [number, number]): number => low + share * (high - low);
  const points = Array.from({ length: 40 }, (_, i) => {
    const x = at(random.uniform(2 * i), surface.view.x);
    return [x, surface.dimensions === 1 ? 0 : at(random.uniform(2 * i + 1), surface.view.y)] as const;
  });

  it('has the gradient and the Hessian of its value', () => {
    const h = 1e-4;
    for (const [x, y] of points) {
      const f = (dx: number, dy: number): number => surface.value(x + dx, y + dy, params);
      const g = (dx: number, dy: number) => surface.gradient(x + dx, y + dy, params);
      const [gx, gy] = g(0, 0);
      const [xx, xy, yy] = surface.hessian(x, y, params);
      const size = 1 + Math.abs(f(0, 0)) + Math.abs(gx) + Math.abs(gy) + Math.abs(xx) + Math.abs(yy);
      const close = (a: number, b: number): void => expect(Math.abs(a - b) / size).toBeLessThan(2e-5);
      close((f(h, 0) - f(-h, 0)) / (2 * h), gx);
      close((g(h, 0)[0] - g(-h, 0)[0]) / (2 * h), xx);
      if (surface.dimensions === 1) continue;
      close((f(0, h) - f(0, -h)) / (2 * h), gy);
      close((g(0, h)[0] - g(0, -h)[0]) / (2 * h), xy);
      close((g(0, h)[1] - g(0, -h)[1]) / (2 * h), yy);
    }
  });

  it('D7: has flat, convex ground at the minima it names', () => {
    for (const [x, y] of surface.minima) {
      const [gx, gy] = surface.gradient(x, y, params);
      expect(Math.hypot(gx, gy)).toBeLessThan(1e-3);
      const [xx, xy, yy] = surface.hessian(x, y, params);
      if (surface.id !== 'ackley')
        expect(surface.dimensions === 1 ? xx : Math.min(xx, xx * yy - xy * xy)).toBeGreaterThan(0);
    }
  });
});
