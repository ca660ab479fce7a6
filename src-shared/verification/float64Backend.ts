import { float64Algebra } from '../algebra/float64.ts';
import { clipGradients } from '../clipping/clipping.ts';
import type { ParamValues } from '../domain/params.ts';
import { lossById } from '../losses/index.ts';
import type { UpdateRule } from '../optimizers/rule.ts';
import { applyUpdate, gradientPoint, initialSlots, type RuleState } from '../optimizers/step.ts';
import type { NetworkRun, OpenNetwork, RulePath, VerifyBackend } from './backend.ts';
import { doubleNetwork, fullBatch, isClassifier, startWeights, type DoubleNetwork } from './network.ts';

/** The reference computation: every rule and network in plain doubles. */
export const float64Backend: VerifyBackend = {
  precision: 'float64',
  startRule: (rule, h, theta) => rulePath(rule, h, theta),
  clip: (gradients, { mode, threshold }) => Promise.resolve(clipGradients(gradients, mode, threshold)),
  loss: (id, batch) => Promise.resolve(lossById(id).evaluate(batch)),
  openNetwork(network) {
    const net = doubleNetwork(network);
    return net && openNetwork(net, startWeights(network), isClassifier(network));
  },
};

interface DoublePath extends RulePath {
  readonly point: (learningRate: number) => Float64Array;
  readonly advance: (gradient: Float64Array, learningRate: number) => void;
  readonly current: () => Float64Array;
}

function rulePath(rule: UpdateRule, h: ParamValues, start: ArrayLike<number>): DoublePath {
  const theta = Float64Array.from(start);
  const slots = initialSlots(rule, h, (value) => theta.map(() => value), theta);
  let state: RuleState<Float64Array> = { theta, slots, updates: 0 };
  const current = (): Float64Array => state.theta as Float64Array;
  const point = (learningRate: number): Float64Array =>
    gradientPoint(float64Algebra, rule, h, state, learningRate) as Float64Array;
  const advance = (gradient: Float64Array, learningRate: number): void => {
    state = applyUpdate(float64Algebra, rule, h, state, gradient, learningRate);
  };
  return {
    current,
    point,
    advance,
    theta: () => Promise.resolve(current()),
    gradientPoint: (learningRate) => Promise.resolve(point(learningRate)),
    update: (gradient, learningRate) => Promise.resolve(advance(gradient, learningRate)),
    dispose: () => undefined,
  };
}

function openNetwork(net: DoubleNetwork, start: readonly number[][], classifies: boolean): OpenNetwork {
  return {
    start: (rule, h) => networkRun(net, rule, h, start),
    gradient: (theta, rows) => Promise.resolve({ loss: net.loss(theta, rows), gradient: net.gradient(theta, rows) }),
    evaluate: (theta) =>
      Promise.resolve({
        loss: net.loss(theta, net.rows),
        accuracy: classifies ? net.accuracy(theta, net.rows) : null,
      }),
    smooth: () => fullBatch(net),
    dispose: () => undefined,
  };
}

/** Every weight tensor has its own rule state: LAMB takes a norm per tensor. */
function networkRun(net: DoubleNetwork, rule: UpdateRule, h: ParamValues, start: readonly number[][]): NetworkRun {
  const paths = start.map((values) => rulePath(rule, h, values));
  return {
    weights: () => Promise.resolve(joined(paths.map((path) => path.current()))),
    advance(rows, learningRate) {
      const gradient = net.gradient(joined(paths.map((path) => path.point(learningRate))), rows);
      splitLike(gradient, net.sizes).forEach((own, i) => paths[i]!.advance(own, learningRate));
      return Promise.resolve();
    },
    recorded: () => Promise.resolve(null),
    dispose: () => undefined,
  };
}

/** Tensors one after another as one flat vector in doubles. */
export function joined(parts: readonly ArrayLike<number>[]): Float64Array {
  return Float64Array.from(parts.flatMap((part) => Array.from(part)));
}

/** A flat vector as tensors of these sizes. */
export function splitLike(theta: Float64Array, sizes: readonly number[]): Float64Array[] {
  let at = 0;
  return sizes.map((size) => theta.slice(at, (at += size)));
}
