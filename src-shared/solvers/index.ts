import { conjugateGradient } from './conjugateGradient.ts';
import { hessianFree } from './hessianFree.ts';
import { lbfgs } from './lbfgs.ts';
import { newton } from './newton.ts';
import type { Solver } from './solver.ts';
import { steepestDescent } from './steepestDescent.ts';

/** Every solver that needs more than one gradient per update. A new one is one file and one line here. */
export const solvers: readonly Solver[] = [
  steepestDescent,
  conjugateGradient,
  lbfgs,
  newton,
  hessianFree,
] as unknown as readonly Solver[];

export function solverById(id: string): Solver | null {
  return solvers.find((solver) => solver.id === id) ?? null;
}
