import { describe, expect, it } from 'vitest';
import { wantsFullBatch } from '#shared/domain/contenderWarnings.ts';
import type { ParamValues } from '#shared/domain/params.ts';
import { byHand, deviation, hasReference, ravineSlope as g, ravineTrace, verified } from './support.ts';

const START = [-5, -2];
const STEPS = 40;
const { sqrt } = Math;

type Rule = () => (theta: number, axis: number, t: number) => number;

/** v ← βv − η∇f(θ); θ ← θ + v. */
const momentum =
  (eta: number, beta: number): Rule =>
  () => {
    let v = 0;
    return (theta, axis) => theta + (v = beta * v - eta * g(axis, theta));
  };

/** v ← βv − η∇f(θ + βv); θ ← θ + v. */
const nesterov =
  (eta: number, beta: number): Rule =>
  () => {
    let v = 0;
    return (theta, axis) => theta + (v = beta * v - eta * g(axis, theta + beta * v));
  };

/** Adam with m̂ and v̂, ε outside the root. */
const adam =
  (eta: number, beta1: number, beta2: number, epsilon: number): Rule =>
  () => {
    let [m, v] = [0, 0];
    return (theta, axis, t) => {
      const gradient = g(axis, theta);
      m = beta1 * m + (1 - beta1) * gradient;
      v = beta2 * v + (1 - beta2) * gradient ** 2;
      return theta - (eta * (m / (1 - beta1 ** t))) / (sqrt(v / (1 - beta2 ** t)) + epsilon);
    };
  };

/** Adam with α_t = α√(1 − β₂ᵗ)/(1 − β₁ᵗ) and ε̂ beside the uncorrected root. */
const adamHat =
  (eta: number, beta1: number, beta2: number, epsilon: number): Rule =>
  () => {
    let [m, v] = [0, 0];
    return (theta, axis, t) => {
      const gradient = g(axis, theta);
      m = beta1 * m + (1 - beta1) * gradient;
      v = beta2 * v + (1 - beta2) * gradient ** 2;
      return theta - (((eta * sqrt(1 - beta2 ** t)) / (1 - beta1 ** t)) * m) / (sqrt(v) + epsilon);
    };
  };

/** r ← r + g²; θ ← θ − ηg/(δ + √r). */
const adagradOutside =
  (eta: number, delta: number): Rule =>
  () => {
    let r = 0;
    return (theta, axis) => {
      const gradient = g(axis, theta);
      r += gradient ** 2;
      return theta - (eta * gradient) / (delta + sqrt(r));
    };
  };

/** r ← ρr + (1 − ρ)g²; θ ← θ − ηg/√(δ + r). */
const rmspropInside =
  (eta: number, rho: number, delta: number): Rule =>
  () => {
    let r = 0;
    return (theta, axis) => {
      const gradient = g(axis, theta);
      r = rho * r + (1 - rho) * gradient ** 2;
      return theta - (eta * gradient) / sqrt(delta + r);
    };
  };

/** Δθ = −RMS[Δθ]/RMS[g]·g, with the squares of the steps that were made. */
const adadelta =
  (rho: number, epsilon: number): Rule =>
  () => {
    let [squares, steps] = [0, 0];
    return (theta, axis) => {
      const gradient = g(axis, theta);
      squares = rho * squares + (1 - rho) * gradient ** 2;
      const step = (-sqrt(steps + epsilon) / sqrt(squares + epsilon)) * gradient;
      steps = rho * steps + (1 - rho) * step ** 2;
      return theta + step;
    };
  };

/** Jacobs: the own rate grows by κ where gradient and its average agree, shrinks by φ where they differ. */
const deltaBarDelta =
  (eta: number, kappa: number, phi: number, share: number): Rule =>
  () => {
    let [rate, average] = [eta, 0];
    return (theta, axis) => {
      const gradient = g(axis, theta);
      if (average * gradient > 0) rate += kappa;
      else if (average * gradient < 0) rate *= 1 - phi;
      average = (1 - share) * gradient + share * average;
      return theta - rate * gradient;
    };
  };

const written: readonly (readonly [string, string, ParamValues, Rule])[] = [
  [
    'A6: Nesterov takes the gradient at θ + βv',
    'nesterov',
    { learningRate: 0.1, beta: 0.9, form: 'lookahead' },
    nesterov(0.1, 0.9),
  ],
  [
    'A9: Adam with α_t = α√(1 − β₂ᵗ)/(1 − β₁ᵗ) and ε outside',
    'adam',
    { learningRate: 0.1, epsilon: 1e-2, eps_place: 'eps_hat' },
    adamHat(0.1, 0.9, 0.999, 1e-2),
  ],
  ['D14: momentum v ← αv − ε∇J', 'momentum', { learningRate: 0.1, beta: 0.9, form: 'lr_in' }, momentum(0.1, 0.9)],
  ['D14: Nesterov at θ + αv', 'nesterov', { learningRate: 0.05, beta: 0.8, form: 'lookahead' }, nesterov(0.05, 0.8)],
  [
    'D17: delta-bar-delta, a rate for every parameter',
    'delta_bar_delta',
    { learningRate: 0.05, kappa: 0.01, phi: 0.2, theta: 0.7 },
    deltaBarDelta(0.05, 0.01, 0.2, 0.7),
  ],
  [
    'D18: AdaGrad of Algorithm 8.4, δ outside the root',
    'adagrad',
    { learningRate: 0.4, epsilon: 1e-2, eps_place: 'outside', initial_accumulator: 0 },
    adagradOutside(0.4, 1e-2),
  ],
  [
    'D19: RMSProp of Algorithm 8.5, δ = 1e-6 inside the root',
    'rmsprop',
    { learningRate: 0.05, rho: 0.9, epsilon: 1e-6, eps_place: 'inside' },
    rmspropInside(0.05, 0.9, 1e-6),
  ],
  [
    'D20: Adam with bias corrections',
    'adam',
    { learningRate: 0.1, epsilon: 1e-8, eps_place: 'after_correction' },
    adam(0.1, 0.9, 0.999, 1e-8),
  ],
  ['E7: Adadelta without a rate', 'adadelta', { learningRate: 1, rho: 0.95, epsilon: 1e-6 }, adadelta(0.95, 1e-6)],
  [
    'E8: RMSprop .9/.1 at rate .001',
    'rmsprop',
    { learningRate: 0.001, rho: 0.9, epsilon: 1e-7, eps_place: 'inside' },
    rmspropInside(0.001, 0.9, 1e-7),
  ],
  [
    'E9: Adam with m̂, v̂ and √v̂ + ε',
    'adam',
    { learningRate: 0.02, epsilon: 1e-2, eps_place: 'after_correction' },
    adam(0.02, 0.9, 0.999, 1e-2),
  ],
];

describe('rules as their texts write them, by hand, on the ravine', () => {
  it.each(written)('%s', (_row, id, h, rule) => {
    const ours = ravineTrace(id, h, STEPS);
    expect(deviation(ours, byHand(START, STEPS, rule))).toBeLessThan(1e-12);
    expect(ours.at(-1)).not.toEqual(START);
  });

  it('A6 D14: at the look-ahead point the path is another than that of momentum', () => {
    const paths = [momentum(0.1, 0.9), nesterov(0.1, 0.9)].map((rule) => byHand(START, STEPS, rule));
    expect(deviation(paths[0]!, paths[1]!)).toBeGreaterThan(0.1);
  });

  it('A9 D20: the place of ε makes another path', () => {
    const paths = [adam(0.1, 0.9, 0.999, 1e-2), adamHat(0.1, 0.9, 0.999, 1e-2)].map((rule) =>
      byHand(START, STEPS, rule),
    );
    expect(deviation(paths[0]!, paths[1]!)).toBeGreaterThan(1e-3);
  });

  it('D17: is meant for full batches, and the studio says so', () => {
    expect(wantsFullBatch('delta_bar_delta')).toBe(true);
    expect(wantsFullBatch('adam')).toBe(false);
  });
});

const traces: readonly (readonly [string, RegExp, number])[] = [
  ['A6: nesterov-lookahead and nesterov-keras', /^P\d-nesterov-(lookahead|keras)$/, 9],
  ['A9: adam-eps_hat', /^P\d-adam-eps_hat$/, 4],
  ['D14: momentum-lr_in and nesterov-lookahead', /^P\d-(momentum-lr_in|nesterov-lookahead)$/, 9],
  ['D17: delta_bar_delta', /^P\d-delta_bar_delta$/, 5],
  ['D18: adagrad-outside', /^P\d-adagrad-outside$/, 4],
  ['D19 E8: rmsprop-inside', /^P\d-rmsprop-inside$/, 4],
  ['D20 E9: adam', /^P\d-adam$/, 8],
  [
    'C3: the eight of Keras in its conventions, Nadam’s two schedules among them',
    /^P\d-(sgd|adagrad-keras-acc0\.1|adadelta-lr0\.001|rmsprop-inside|adam-eps_hat|adamax|nadam-keras3|nadam-psi0\.004|ftrl)$/,
    39,
  ],
  ['E7: adadelta-lr1', /^P\d-adadelta-lr1$/, 6],
];

describe.runIf(hasReference)('rules against the reference traces of their rows', () => {
  it.each(traces)('%s', async (_row, ids, count) => {
    expect(await verified('optimizers.json', (id) => ids.test(id))).toEqual({ count, failed: [] });
  });
});
