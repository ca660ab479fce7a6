import { describe, expect, it } from 'vitest';
import { defaultValues } from '#shared/domain/params.ts';
import { solverFormula } from '#shared/solvers/formulas.ts';
import { solvers } from '#shared/solvers/index.ts';

describe.each(solvers.map((solver) => [solver.id, solver] as const))('%s', (id, solver) => {
  it('has a formula for the screen and for copying, a year and a paper', () => {
    const { mathml, tex } = solverFormula(id);
    expect(mathml.length).toBeGreaterThan(0);
    for (const line of mathml) expect(line).toMatch(/^<math display="block"><mrow>.*<\/mrow><\/math>$/);
    expect(tex.split(' \\\\ ')).toHaveLength(mathml.length);
    expect(solver.year).toBeLessThan(2030);
    expect(solver.source).toContain(' ');
  });
});

describe('what solvers keep', () => {
  it('B14: nothing, two vectors, or two for each remembered step', () => {
    const kept = Object.fromEntries(
      solvers.map((solver) => [solver.id, solver.vectors(defaultValues(solver.params)).length]),
    );
    expect(kept).toEqual({ steepest_descent: 0, nonlinear_cg: 2, lbfgs: 22, newton: 0, hessian_free: 0 });
  });

  it('refuses the formula of a solver there is none of', () => {
    expect(() => solverFormula('gauss')).toThrow('gauss');
  });
});
