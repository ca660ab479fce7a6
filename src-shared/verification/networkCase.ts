import type { ParamValues } from '../domain/params.ts';
import { isOptimizer, optimizer } from '../optimizers/index.ts';
import type { UpdateRule } from '../optimizers/rule.ts';
import type { SmoothProblem } from '../solvers/solver.ts';
import { norm } from '../solvers/vector.ts';
import type { NetworkEvaluation, OpenNetwork, Recorded } from './backend.ts';
import { doubleNetwork, isClassifier, startWeights, type ReferenceNetwork } from './network.ts';
import { hyperparameters } from './optimizerCase.ts';
import { check, deviationOf, type Check } from './report.ts';
import type { KnownSolver } from './solverCase.ts';

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

/** What a training leaves to compare, whatever did it. Losses and norms are of the batch at the weights before each update. */
export interface NetworkTrace {
  readonly loss: readonly number[];
  /** Null where it is not known. */
  readonly gradientNorm: readonly number[] | null;
  /** What the training noted by itself, where it notes it at those weights. */
  readonly recorded?: Recorded | null;
  /** W1, b1, W2, b2, flat. */
  readonly theta: Float64Array;
  /** Over all rows at the end; computed in doubles where absent. */
  readonly evaluation?: NetworkEvaluation;
}

/** The rule of a case with its hyperparameters; null for an unknown rule or parameter. */
export function ruleOf(testCase: NetworkCase): { rule: UpdateRule; h: ParamValues } | null {
  if (!isOptimizer(testCase.optimizer)) return null;
  const rule = optimizer(testCase.optimizer);
  const h = hyperparameters(rule, testCase.params);
  return h && { rule, h };
}

/** Trains under a rule, looking at loss and gradient before every update. */
export async function trainUnderRule(
  open: OpenNetwork,
  network: ReferenceNetwork,
  testCase: NetworkCase,
  { rule, h }: { rule: UpdateRule; h: ParamValues },
): Promise<NetworkTrace> {
  const run = open.start(rule, h);
  const all = network.inputs.map((_, row) => row);
  const [loss, gradientNorm]: [number[], number[]] = [[], []];
  try {
    for (let k = 0; k < testCase.loss.length; k++) {
      const rows = testCase.batching === 'full' ? all : network.mini_batches[k]!;
      const before = await open.gradient(await run.weights(), rows);
      loss.push(before.loss);
      gradientNorm.push(norm(before.gradient));
      await run.advance(rows, Number(h.learningRate));
    }
    const theta = await run.weights();
    return { loss, gradientNorm, recorded: await run.recorded(), theta, evaluation: await open.evaluate(theta) };
  } finally {
    run.dispose();
  }
}

/** Trains with a solver on all rows. Throws `curvatureMissing`. */
export function trainWithSolver(
  problem: SmoothProblem,
  network: ReferenceNetwork,
  testCase: NetworkCase,
  { solver, params }: KnownSolver,
): NetworkTrace {
  let state = solver.start(Float64Array.from(startWeights(network).flat()), params);
  const [loss, gradientNorm]: [number[], number[]] = [[], []];
  for (const _ of testCase.loss) {
    loss.push(problem.value(state.theta));
    gradientNorm.push(norm(problem.gradient(state.theta)));
    state = solver.step(problem, state, params);
  }
  return { loss, gradientNorm, theta: state.theta };
}

/**
 * How far rounding to float32 carries a solver: its path where weights, losses, gradients and curvature pass through float32, against its
 * path in doubles. The files do not say it for solvers.
 */
export function solverFloat32Deviation(
  problem: SmoothProblem,
  network: ReferenceNetwork,
  testCase: NetworkCase,
  known: KnownSolver,
): number {
  const exact = trainWithSolver(problem, network, testCase, known);
  const rounded = trainWithSolver(throughFloat32(problem), network, testCase, known);
  const parts = ({ loss, gradientNorm, theta }: NetworkTrace): unknown => [[...loss], gradientNorm, [...theta]];
  return deviationOf(parts(rounded), parts(exact));
}

function throughFloat32({ value, gradient, hessian, gaussNewton }: SmoothProblem): SmoothProblem {
  const rounded = (values: Float64Array): Float64Array => values.map(Math.fround);
  return {
    value: (theta) => Math.fround(value(rounded(theta))),
    gradient: (theta) => rounded(gradient(rounded(theta))),
    ...(hessian ? { hessian: (theta) => hessian(rounded(theta)).map(rounded) } : {}),
    ...(gaussNewton ? { gaussNewton: (theta) => gaussNewton(rounded(theta)).map(rounded) } : {}),
  };
}

/** Compares a trace with a case, within this tolerance. */
export function networkChecks(
  network: ReferenceNetwork,
  testCase: NetworkCase,
  trace: NetworkTrace,
  tolerance: number,
): Check[] {
  const { id, final } = testCase;
  const { theta, gradientNorm, recorded } = trace;
  const { loss, accuracy } = trace.evaluation ?? inDoubles(network, theta);
  const ours: Record<string, unknown> = {
    full_loss: loss,
    sum: theta.reduce((sum, value) => sum + value, 0),
    l2: norm(theta),
    first5: [...theta.subarray(0, 5)],
    last5: [...theta.subarray(-5)],
    accuracy: accuracy ?? undefined,
  };
  const finals = Object.keys(final).filter((name) => name in ours && final[name] !== null);
  return [
    check(id, 'loss', [...trace.loss], testCase.loss, tolerance),
    ...(recorded
      ? [
          check(id, 'recorded loss', [...recorded.losses], testCase.loss, tolerance),
          check(id, 'recorded gradient_norm', [...recorded.gradientNorms], testCase.gradient_norm, tolerance),
        ]
      : []),
    ...(gradientNorm ? [check(id, 'gradient_norm', [...gradientNorm], testCase.gradient_norm, tolerance)] : []),
    ...finals.map((name) => check(id, `final ${name}`, ours[name], final[name], tolerance)),
  ];
}

function inDoubles(network: ReferenceNetwork, theta: Float64Array): NetworkEvaluation {
  const net = doubleNetwork(network)!;
  return {
    loss: net.loss(theta, net.rows),
    accuracy: isClassifier(network) ? net.accuracy(theta, net.rows) : null,
  };
}
