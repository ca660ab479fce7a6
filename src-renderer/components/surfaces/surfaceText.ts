import type { ParamValues } from '#shared/domain/params.ts';
import type { Surface } from '#shared/surfaces/surface.ts';

/** Formulas of the surfaces as one would type them, with the values of their parameters; each can be edited and read back. */
const texts: Readonly<Record<string, (value: (name: string) => string) => string>> = {
  quadratic: (p) => `${p('a')} x² + ${p('b')} y²`,
  long_valley: () => '2 x² + 0.005 (y² − 4)²',
  saddle: () => 'x² − y²',
  beale: () => '(1.5 − x + x y)² + (2.25 − x + x y²)² + (2.625 − x + x y³)²',
  rosenbrock: () => '(1 − x)² + 100 (y − x²)²',
  himmelblau: () => '(x² + y − 11)² + (x + y² − 7)²',
  six_hump_camel: () => '(4 − 2.1 x² + x^4 / 3) x² + x y + (−4 + 4 y²) y²',
  rastrigin: () => '20 + x² − 10 cos(2 pi x) + y² − 10 cos(2 pi y)',
  ackley: () => '−20 exp(−0.2 sqrt(0.5 (x² + y²))) − exp(0.5 (cos(2 pi x) + cos(2 pi y))) + e + 20',
  plateau: (p) => `1 − exp(−(x² + y²) / (2 · ${p('width')}²))`,
  cliff: (p) => `0.1 (x² + y²) + ${p('height')} / (1 + exp(−${p('steepness')} (x − 1)))`,
  slope_plateau: () => '−tanh(x + 4) − tanh(x − 4) + exp(x − 9)',
};

/** A surface as a formula that can be typed; numbers with a point, as formulas have them. */
export function surfaceText(surface: Surface, params: ParamValues): string {
  return texts[surface.id]?.((name) => String(Number(Number(params[name]).toPrecision(6)))) ?? surface.tex;
}
