import { float64Algebra } from '../algebra/float64.ts';
import { withDefaults, type ParamValues } from '../domain/params.ts';
import { isOptimizer, optimizer } from '../optimizers/index.ts';
import { applyUpdate, gradientPoint, initialSlots, type RuleState } from '../optimizers/step.ts';
import { solverById } from '../solvers/index.ts';
import { norm } from '../solvers/vector.ts';
import { doubleNetwork, fullBatch, startWeights, type DoubleNetwork, type ReferenceNetwork } from './network.ts';
import { hyperparameters } from './optimizerCase.ts';
import { check, type Check } from './report.ts';

/** A training of a small network in a reference file. */
export interface NetworkCase {
  readonly id: string;
  readonly net: string;
  readonly batching: 'full' | 'mini';
  readonly optimizer: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly tolerance: number;
  readonly float32_deviation: number | null;
  readonly loss: readonly number[];
  readonly gradient_norm: readonly number[];
  readonly final: Readonly<Record<string, unknown>>;
}

/** What a training leaves to compare, whichever engine did it. */
export interface NetworkTrace {
  readonly loss: readonly number[];
  /** Null where the engine does not record it. */
  readonly gradientNorm: readonly number[] | null;
  /** W1, b1, W2, b2, flat. */
  readonly theta: Float64Array;
}

type State = RuleState<Float64Array>;

function joined(parts: readonly Float64Array[]): Float64Array {
  return Float64Array.from(parts.flatMap((part) => [...part]));
}

function splitLike(theta: Float64Array, sizes: readonly number[]): Float64Array[] {
  let at = 0;
  return sizes.map((size) => theta.slice(at, (at += size)));
}

/** Trains in plain doubles; null when rule or network are unknown. Loss and norm are of the batch at θ before each update. */
export function trainInDoubles(network: ReferenceNetwork, testCase: NetworkCase): NetworkTrace | null {
  const net = doubleNetwork(network);
  if (!net) return null;
  if (!isOptimizer(testCase.optimizer)) return solveInDoubles(network, net, testCase);
  const rule = optimizer(testCase.optimizer);
  const h = hyperparameters(rule, testCase.params);
  if (!h) return null;
  const lr = Number(h.learningRate);
  let states: State[] = startWeights(network).map((values) => {
    const theta = Float64Array.from(values);
    return { theta, slots: initialSlots(rule, h, (value) => theta.map(() => value), theta), updates: 0 };
  });
  const thetas = (): Float64Array => joined(states.map((state) => state.theta as Float64Array));
  const [loss, gradientNorm]: [number[], number[]] = [[], []];
  for (let k = 0; k < testCase.loss.length; k++) {
    const rows = testCase.batching === 'full' ? net.rows : network.mini_batches[k]!;
    loss.push(net.loss(thetas(), rows));
    gradientNorm.push(norm(net.gradient(thetas(), rows)));
    const points = states.map((state) => gradientPoint(float64Algebra, rule, h, state, lr) as Float64Array);
    const gradients = splitLike(net.gradient(joined(points), rows), net.sizes);
    states = states.map((state, i) => applyUpdate(float64Algebra, rule, h, state, gradients[i]!, lr));
  }
  return { loss, gradientNorm, theta: thetas() };
}

function solveInDoubles(network: ReferenceNetwork, net: DoubleNetwork, testCase: NetworkCase): NetworkTrace | null {
  const solver = solverById(testCase.optimizer);
  if (!solver) return null;
  const params = withDefaults(solver.params, testCase.params as ParamValues);
  const problem = fullBatch(net);
  let state = solver.start(Float64Array.from(startWeights(network).flat()), params);
  const [loss, gradientNorm]: [number[], number[]] = [[], []];
  for (const _ of testCase.loss) {
    loss.push(problem.value(state.theta));
    gradientNorm.push(norm(problem.gradient(state.theta)));
    state = solver.step(problem, state, params);
  }
  return { loss, gradientNorm, theta: state.theta };
}

/** Compares a trace with a case, within this tolerance. */
export function networkChecks(
  network: ReferenceNetwork,
  testCase: NetworkCase,
  trace: NetworkTrace,
  tolerance: number,
): Check[] {
  const { id, final } = testCase;
  const net = doubleNetwork(network)!;
  const { theta } = trace;
  const ours: Record<string, unknown> = {
    full_loss: net.loss(theta, net.rows),
    sum: theta.reduce((sum, value) => sum + value, 0),
    l2: norm(theta),
    first5: [...theta.subarray(0, 5)],
    last5: [...theta.subarray(-5)],
    accuracy: network.loss.includes('categorical') ? net.accuracy(theta, net.rows) : undefined,
  };
  const finals = Object.keys(final).filter((name) => name in ours && final[name] !== null);
  return [
    check(id, 'loss', [...trace.loss], testCase.loss, tolerance),
    ...(trace.gradientNorm
      ? [check(id, 'gradient_norm', [...trace.gradientNorm], testCase.gradient_norm, tolerance)]
      : []),
    ...finals.map((name) => check(id, `final ${name}`, ours[name], final[name], tolerance)),
  ];
}
