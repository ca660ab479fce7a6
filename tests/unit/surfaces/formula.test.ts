import { describe, expect, it } from 'vitest';
import { defaultValues } from '#shared/domain/params.ts';
import { generator } from '#shared/random/generator.ts';
import { StudioError } from '#shared/result.ts';
import { formulaFunctions } from '#shared/surfaces/formulaFunctions.ts';
import { formulaSurface } from '#shared/surfaces/formulaSurface.ts';
import { surfaceById } from '#shared/surfaces/index.ts';

function trouble(text: string): string {
  try {
    formulaSurface(text);
  } catch (error) {
    if (error instanceof StudioError) return `${error.code} ${error.detail.at} ${error.detail.what ?? ''}`.trim();
    throw error;
  }
  return 'none';
}

describe('a typed formula', () => {
  it.each([
    ['0.1 x^2 + 2 y^2', 'quadratic'],
    ['0.1x² + 2y²', 'quadratic'],
    ['(1 - x)^2 + 100 (y - x^2)^2', 'rosenbrock'],
    ['(1.5 − x + x·y)² + (2.25 − x + x y^2)^2 + (2.625 - x + x*y^3)^2', 'beale'],
    ['20 + x^2 - 10 cos(2π x) + y^2 - 10cos(tau*y)', 'rastrigin'],
    ['(4 - 2.1x^2 + x^4/3)x^2 + x y + (-4 + 4y^2)y^2', 'six_hump_camel'],
    ['-20exp(-0.2sqrt(0.5(x^2+y^2))) - exp(0.5(cos(2pi*x)+cos(2pi*y))) + e + 20', 'ackley'],
  ])('%s is the surface %s, its derivatives too', (text, id) => {
    const [ours, theirs] = [formulaSurface(text), surfaceById(id)!];
    const params = defaultValues(theirs.params);
    const random = generator(3, id);
    for (let i = 0; i < 50; i++) {
      const [x, y] = [4 * random.uniform(2 * i) - 2, 4 * random.uniform(2 * i + 1) - 2];
      const all = (surface: typeof ours) => [
        surface.value(x, y, params),
        ...surface.gradient(x, y, params),
        ...surface.hessian(x, y, params),
      ];
      for (const [k, value] of all(ours).entries()) {
        const reference = all(theirs)[k]!;
        expect(Math.abs(value - reference)).toBeLessThan(1e-9 * (1 + Math.abs(reference)));
      }
    }
  });

  it.each([
    ...Object.keys(formulaFunctions).map((name) => `${name}(0.3x + 0.2y)`),
    'x^y',
    'pow(x, 1.5)',
    '2^(x y)',
    'x/(1+y^2)',
    '-x^3',
  ])('%s has the derivatives that differences give', (text) => {
    const surface = formulaSurface(text);
    const [x, y, h] = [0.7, 0.9, 1e-5];
    const f = (dx: number, dy: number): number => surface.value(x + dx, y + dy, {});
    const g = (dx: number, dy: number) => surface.gradient(x + dx, y + dy, {});
    const [gx, gy] = g(0, 0);
    expect(gx).toBeCloseTo((f(h, 0) - f(-h, 0)) / (2 * h), 6);
    expect(gy).toBeCloseTo((f(0, h) - f(0, -h)) / (2 * h), 6);
    const [xx, xy, yy] = surface.hessian(x, y, {});
    expect(xx).toBeCloseTo((g(h, 0)[0] - g(-h, 0)[0]) / (2 * h), 5);
    expect(xy).toBeCloseTo((g(0, h)[0] - g(0, -h)[0]) / (2 * h), 5);
    expect(yy).toBeCloseTo((g(0, h)[1] - g(0, -h)[1]) / (2 * h), 5);
  });

  it('has finite derivatives where the powers allow it', () => {
    expect(formulaSurface('x^2 + abs(y)').gradient(0, 0, {})).toEqual([0, 0]);
    expect(formulaSurface('x^2 y').hessian(0, 0, {})).toEqual([0, 0, 0]);
    expect(formulaSurface('x(1 + y)').value(2, 3, {})).toBe(8);
  });

  it.each([
    ['', 'formulaEmpty 1'],
    ['   ', 'formulaEmpty 1'],
    ['x +* y', 'formulaSyntax 4 *'],
    ['sin(x', 'formulaUnfinished 6'],
    ['x² +', 'formulaUnfinished 5'],
    ['x² + foo', 'formulaUnknown 6 foo'],
    ['2·x + xy', 'formulaUnknown 7 xy'],
    ['sine(x)', 'formulaUnknown 1 sine'],
    ['sin(x, y)', 'formulaArguments 1 sin'],
    ['x > 1', 'formulaNotAllowed 3 >'],
    ['x!', 'formulaNotAllowed 2 !'],
    ['a = 2', 'formulaNotAllowed 1 a = 2'],
    ['[x, y]', 'formulaNotAllowed 1 [x, y]'],
    ['x.constructor', 'formulaNotAllowed 1 x.constructor'],
    ['import("fs")', 'formulaUnknown 1 import'],
    ['x; y', 'formulaNotAllowed 1'],
    ['"x"', 'formulaNotAllowed 1 "x"'],
    ['constructor + x', 'formulaUnknown 1 constructor'],
    ['1e999 x', 'formulaNotAllowed'],
  ])('%j is refused: %s', (text, expected) => expect(trouble(text)).toContain(expected));

  it('has limits', () => {
    expect(trouble('x+'.repeat(151) + 'x')).toMatch(/^formulaTooLong/);
    expect(trouble('('.repeat(149) + 'x' + ')'.repeat(149))).toBe('none');
  });
});
