import type { ParamValues } from '../domain/params.ts';
import { workingParams } from '../optimizers/innerParams.ts';
import { quadratic } from './quadratic.ts';
import { race, type Race } from './race.ts';
import { isRule, racerById, type Racer } from './racer.ts';
import type { Surface } from './surface.ts';

/** f = 0.1x² + 2y²: every card of an optimizer shows its path on it. */
export const ravine = quadratic as unknown as Surface;

/** A path is shown once in ten seconds: it moves, then rests where it came to. */
export const LOOP_MS = 10_000;
const REST_MS = 1_500;

const RULE_UPDATES = 40;
/** Solvers are there after a few; more would show a marker that stands still. */
const SOLVER_UPDATES = 8;

/**
 * Rates with which a rule shows on the ravine what it is like: plain descent zigzags, momentum rolls past the minimum, AdaGrad slows down.
 * A rate that is good for a network is far too small for a landscape ten units wide.
 */
const instructiveRates: Readonly<Record<string, number>> = {
  sgd: 0.4,
  momentum: 0.1,
  nesterov: 0.1,
  delta_bar_delta: 0.1,
  rprop: 0.1,
  adagrad: 0.6,
  adadelta: 20,
  rmsprop: 0.2,
  ftrl: 0.6,
  adam: 0.2,
  adamax: 0.3,
  nadam: 0.2,
  adabelief: 0.1,
  radam: 0.4,
  lamb: 0.05,
  lion: 0.1,
};

/** What an inner rule covers, Lookahead halves. */
const LOOKAHEAD_FACTOR = 1.5;

/** A race of one on the ravine from (−5, −2). */
export interface RavineRace extends Race {
  /** The rate it ran with; null for a solver that takes none. */
  readonly rate: number | null;
  readonly updates: number;
}

/** The rate at which a racer is shown on the ravine; null where it takes none. */
export function ravineRate(racer: Racer, h: ParamValues): number | null {
  if (!isRule(racer)) return null;
  const { id } = workingParams(racer.id, racer.params, { ...h, inner: h.inner ?? 'adam' });
  const rate = instructiveRates[id] ?? lowestEnding(racer, h);
  return racer.id === 'lookahead' ? rate * LOOKAHEAD_FACTOR : rate;
}

const triedRates: readonly number[] = [0.01, 0.02, 0.05, 0.1, 0.2, 0.4, 1, 2];

/** Of some rates the one that comes down farthest: how a rule without a chosen rate is shown. */
export function lowestEnding(racer: Racer, h: ParamValues): number {
  const endings = triedRates.map((learningRate) => {
    const { trace, divergence } = run(racer, { ...h, learningRate }, RULE_UPDATES);
    return { learningRate, f: divergence ? Infinity : trace.at(-1)!.f };
  });
  return endings.reduce((best, each) => (each.f < best.f ? each : best)).learningRate;
}

function run(racer: Racer, h: ParamValues, steps: number): Race {
  return race({ surface: ravine, params: {}, racer, h, start: ravine.start, steps });
}

/** Runs a rule or solver on the ravine in double precision with these hyperparameters and the rate that shows its nature. */
export function ravineRace(racerId: string, h: ParamValues): RavineRace {
  const racer = racerById(racerId);
  const rate = ravineRate(racer, h);
  const updates = isRule(racer) ? RULE_UPDATES : SOLVER_UPDATES;
  const values = rate === null ? h : { ...h, learningRate: rate };
  return { ...run(racer, values, updates), rate, updates };
}

/** Where the path stands after so many milliseconds of playing: updates made, between two whole ones while it moves. */
export function updatesAt(elapsedMs: number, updates: number): number {
  return Math.min(1, (elapsedMs % LOOP_MS) / (LOOP_MS - REST_MS)) * updates;
}
