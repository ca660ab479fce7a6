import type { ClippingMode } from '../clipping/clipping.ts';
import { withDefaults, type ParamSpecs, type ParamValues, type ValuesOf } from '../domain/params.ts';
import type { UpdateRule } from '../optimizers/rule.ts';
import { isOptimizer, optimizer, optimizers } from '../optimizers/index.ts';
import { StudioError } from '../result.ts';
import { solverById, solvers } from '../solvers/index.ts';
import type { Solver } from '../solvers/solver.ts';

/** What may race on a surface: an update rule, or a solver that needs more than one gradient per update. */
export type Racer = UpdateRule | Solver;

/** How many race on one surface: ten in colours, ten in grey. */
export const MAX_RACERS = 20;

export interface ClipSetting {
  readonly mode: ClippingMode;
  readonly threshold: number;
}

/** A learning-rate schedule by its id with its own parameters; it takes the place of the rule's rate. */
export interface ScheduleSetting {
  readonly id: string;
  readonly params: ParamValues;
}

/** Inexact gradients: normal noise of this standard deviation on every component, the same for every racer with the same seed. */
export interface NoiseSetting {
  readonly std: number;
  readonly seed: number;
}

/** Everything that may race: rules in the order in which the ideas grew, then solvers. */
export function racers(): readonly Racer[] {
  return [...optimizers, ...solvers];
}

/** The rule or solver with this id; throws `optimizerUnknown` naming the known ones. */
export function racerById(id: string): Racer {
  const found = isOptimizer(id) ? optimizer(id) : solverById(id);
  if (!found)
    throw new StudioError('optimizerUnknown', {
      value: id,
      known: racers()
        .map((racer) => racer.id)
        .join(', '),
    });
  return found;
}

/** True where there is a rule or solver with this id. */
export function isRacer(id: string): boolean {
  return isOptimizer(id) || solverById(id) !== null;
}

/** True for an update rule: one gradient, one update. */
export function isRule(racer: Racer): racer is UpdateRule {
  return 'update' in racer;
}

/** The parameter of a schedule that is its first or highest rate: where it is not given, the rule's own rate is taken. */
export function rateParamOf(params: Readonly<Record<string, unknown>>): string | null {
  return ['lr', 'lr_max', 'lr0'].find((name) => name in params) ?? null;
}

/**
 * What solvers have on a surface unless told otherwise: it is no sum of squares, so they take its Hessian; it costs nothing and is known in
 * doubles, so they search and solve to the last bit, as their papers draw it. A network is neither.
 */
const onSurfaces: ParamValues = { curvature: 'hessian', line_search: 'exact', cg_tol: 1e-12, cg_max_iter: 50 };

/** Every hyperparameter of a racer on a surface. */
export function racerValues(racer: Racer, given: ParamValues): ValuesOf<ParamSpecs> {
  const params: ParamSpecs = racer.params;
  const own = Object.entries(onSurfaces).filter(([name]) => name in params);
  return withDefaults(params, { ...Object.fromEntries(own), ...given });
}
