import { float64Algebra } from '../algebra/float64.ts';
import { clipGradients } from '../clipping/clipping.ts';
import { withDefaults, type ParamValues } from '../domain/params.ts';
import type { UpdateRule } from '../optimizers/rule.ts';
import { applyUpdate, gradientPoint, initialSlots, type RuleState } from '../optimizers/step.ts';
import { generator } from '../random/generator.ts';
import { StudioError } from '../result.ts';
import { scheduleById } from '../schedules/index.ts';
import type { SmoothProblem, Solver } from '../solvers/solver.ts';
import { divergenceOf, isFinitePoint, type Divergence } from './divergence.ts';
import {
  isRule,
  racerValues,
  rateParamOf,
  type ClipSetting,
  type NoiseSetting,
  type Racer,
  type ScheduleSetting,
} from './racer.ts';
import type { Pair, Surface } from './surface.ts';

type Vector = Float64Array;

/** The state after `step` updates. */
export interface RaceStep {
  readonly step: number;
  readonly theta: Vector;
  readonly f: number;
  /** ∇f at θ, exact: no noise, no clipping. */
  readonly grad: Vector;
  readonly slots: Readonly<Record<string, Vector | number>>;
  /** The gradient that the next update uses (after look-ahead, noise and clipping) and where it is taken; null for a solver. */
  readonly used: Vector | null;
  readonly usedAt: Vector | null;
  /** The rate of the next update; null for a solver. */
  readonly learningRate: number | null;
  /** Gradients and curvature products asked for so far. */
  readonly evaluations: number;
}

export interface Race {
  /** Every step from 0 to the last; it ends early at the first θ that is not finite. */
  readonly trace: readonly RaceStep[];
  readonly divergence: Divergence | null;
}

export interface RaceOptions {
  readonly surface: Surface;
  readonly params: ParamValues;
  readonly racer: Racer;
  readonly h: ParamValues;
  readonly start: Pair;
  /** Number of updates. */
  readonly steps: number;
  readonly schedule?: ScheduleSetting | null;
  readonly clip?: ClipSetting | null;
  readonly noise?: NoiseSetting | null;
}

/**
 * Runs one rule or solver on a surface in double precision. Divergence is a result, not an error: the trace ends at the first step whose θ
 * is not finite. Throws `scheduleUnknown`, `curvatureMissing`.
 */
export function race(options: RaceOptions): Race {
  const states = isRule(options.racer) ? ruleStates(options, options.racer) : solverStates(options, options.racer);
  const trace: RaceStep[] = [];
  for (const state of states) {
    trace.push(state);
    if (trace.length > options.steps || !isFinitePoint(state.theta)) break;
  }
  return {
    trace,
    divergence: divergenceOf(
      trace.map(({ f }) => f),
      trace.map(({ theta }) => theta),
    ),
  };
}

/** A surface as a function of θ with as many numbers as it has dimensions. */
export function surfaceProblem(
  surface: Surface,
  params: ParamValues,
): Required<Pick<SmoothProblem, 'value' | 'gradient' | 'hessian'>> {
  const values = withDefaults(surface.params, params);
  const isLine = surface.dimensions === 1;
  const at = (theta: Vector): Pair => [theta[0]!, isLine ? 0 : theta[1]!];
  return {
    value: (theta) => surface.value(...at(theta), values),
    gradient: (theta) => {
      const [gx, gy] = surface.gradient(...at(theta), values);
      return isLine ? Float64Array.of(gx) : Float64Array.of(gx, gy);
    },
    hessian: (theta) => {
      const [xx, xy, yy] = surface.hessian(...at(theta), values);
      return isLine ? [Float64Array.of(xx)] : [Float64Array.of(xx, xy), Float64Array.of(xy, yy)];
    },
  };
}

/** The start as θ: one number on a line. */
function startVector({ surface, start }: RaceOptions): Vector {
  return surface.dimensions === 1 ? Float64Array.of(start[0]) : Float64Array.from(start);
}

/** The noise of update k; the same whatever is evaluated during it. */
function noiseOf(noise: NoiseSetting | null | undefined, dimensions: number): ((k: number) => Vector) | null {
  if (!noise || noise.std === 0) return null;
  const random = generator(noise.seed, 'surface', 'gradient');
  return (k) => Float64Array.from({ length: dimensions }, (_, i) => noise.std * random.normal(k * dimensions + i));
}

/** The rate of 0-based update k. */
export function rateOf(h: ParamValues, setting: ScheduleSetting | null | undefined): (k: number) => number {
  if (!setting) return () => Number(h.learningRate);
  const schedule = scheduleById(setting.id);
  if (!schedule) throw new StudioError('scheduleUnknown', { value: setting.id });
  const rateName = rateParamOf(schedule.params);
  const own = rateName === null ? {} : { [rateName]: Number(h.learningRate) };
  const params = withDefaults(schedule.params, { ...own, ...setting.params });
  return (k) => schedule.rate(k, params);
}

function* ruleStates(options: RaceOptions, rule: UpdateRule): Generator<RaceStep, void> {
  const { surface, params, clip, schedule, noise } = options;
  const h = racerValues(rule, options.h);
  const problem = surfaceProblem(surface, params);
  const theta = startVector(options);
  const noiseAt = noiseOf(noise, theta.length);
  const rate = rateOf(h, schedule);
  const filled = (value: number): Vector => new Float64Array(theta.length).fill(value);
  let state: RuleState<Vector> = { theta, slots: initialSlots(rule, h, filled, theta), updates: 0 };
  for (;;) {
    const k = state.updates;
    const learningRate = rate(k);
    const here = asVector(state.theta, theta.length);
    const usedAt = asVector(gradientPoint(float64Algebra, rule, h, state, learningRate), theta.length);
    const grad = problem.gradient(here);
    const raw = usedAt === here ? grad : problem.gradient(usedAt);
    const used = clipped(noiseAt ? sum(raw, noiseAt(k)) : raw, clip);
    yield {
      step: k,
      theta: here,
      f: problem.value(here),
      grad,
      slots: state.slots as Readonly<Record<string, Vector | number>>,
      used,
      usedAt,
      learningRate,
      evaluations: k,
    };
    state = applyUpdate(float64Algebra, rule, h, state, used, learningRate);
  }
}

function asVector(term: Vector | number, length: number): Vector {
  return typeof term === 'number' ? new Float64Array(length).fill(term) : term;
}

function sum(a: Vector, b: Vector): Vector {
  return a.map((value, i) => value + b[i]!);
}

function clipped(gradient: Vector, clip: ClipSetting | null | undefined): Vector {
  return clip ? clipGradients([gradient], clip.mode, clip.threshold)[0]! : gradient;
}

function* solverStates(options: RaceOptions, solver: Solver): Generator<RaceStep, void> {
  const { surface, params, clip, noise } = options;
  const h = racerValues(solver, options.h);
  const exact = surfaceProblem(surface, params);
  const theta = startVector(options);
  const noiseAt = noiseOf(noise, theta.length);
  let k = 0;
  const problem: SmoothProblem = {
    ...exact,
    gradient: (at) => clipped(noiseAt ? sum(exact.gradient(at), noiseAt(k)) : exact.gradient(at), clip),
  };
  for (let state = solver.start(theta, h); ; k++) {
    yield {
      step: k,
      theta: state.theta,
      f: exact.value(state.theta),
      grad: exact.gradient(state.theta),
      slots: {},
      used: null,
      usedAt: null,
      learningRate: null,
      evaluations: state.gradientEvaluations,
    };
    state = state.done ? state : solver.step(problem, state, h);
  }
}
