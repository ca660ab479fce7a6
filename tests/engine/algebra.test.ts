import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { float64Algebra } from '#shared/algebra/float64.ts';
import { defaultValues, type ParamValues } from '#shared/domain/params.ts';
import { optimizers } from '#shared/optimizers/index.ts';
import type { UpdateRule } from '#shared/optimizers/rule.ts';
import { gradientPoint, initialSlots, type RuleState } from '#shared/optimizers/step.ts';
import { generator } from '#shared/random/generator.ts';
import { relativeDeviation } from '#shared/verification/optimizerCase.ts';
import { objectiveOf } from '#shared/verification/problems.ts';
import { startBackend } from '../../src-renderer/engine/backend.ts';
import { fuseUpdate } from '../../src-renderer/engine/webgl/fusedUpdate.ts';
import { tensorAlgebra } from '../../src-renderer/engine/tensorAlgebra.ts';
import { runRule } from '../support/runRule.ts';

const valley = objectiveOf({
  kind: 'quadratic',
  theta0: [],
  A: [
    [0.2, 0],
    [0, 4],
  ],
  b: [0, 0],
})!;
const start = [-5, -2];
const vectors = {
  from: (values: ArrayLike<number>) => Float64Array.from(values),
  toFloat64: (value: Float64Array) => value,
};
const tensors = {
  from: (values: ArrayLike<number>) => tf.tensor1d(Float32Array.from(values)) as tf.Tensor,
  toFloat64: (value: tf.Tensor) => Float64Array.from(value.dataSync()),
};

/** Every rule with its defaults, and with each of its choices and flags in turn. */
function variants(rule: UpdateRule): [string, UpdateRule, ParamValues][] {
  const base = { ...defaultValues(rule.params), learningRate: 0.02 } as ParamValues;
  const choices = Object.entries(rule.params).flatMap(([name, spec]): ParamValues[] => {
    if (spec.type === 'boolean') return [{ [name]: true, epsilon: 1e-3 }];
    return spec.type === 'choice' ? spec.choices.map((choice) => ({ [name]: choice })) : [];
  });
  const extra: ParamValues[] = rule.id === 'rmsprop' ? [{ momentum: 0.5 }] : [];
  return [{}, ...choices, ...extra, { weight_decay: 0.1 }].map((change) => [
    `${rule.id} ${JSON.stringify(change)}`,
    rule,
    Object.fromEntries(Object.entries({ ...base, ...change }).filter(([name]) => name in rule.params)) as ParamValues,
  ]);
}

describe('update rules on WebGL tensors', () => {
  beforeAll(async () => {
    await startBackend('webgl');
  });

  it.each(optimizers.flatMap(variants))('%s follows the float64 path and leaks nothing', (_label, rule, h) => {
    const before = tf.memory().numTensors;
    const exact = runRule(float64Algebra, vectors, rule, h, start, valley, () => 0.02);
    tf.tidy(() => {
      const ours = runRule(tensorAlgebra, tensors, rule, h, start, valley, () => 0.02);
      for (let step = 0; step <= 30; step++) {
        const reference = exact.next().value!;
        expect(relativeDeviation(ours.next().value!, [...reference])).toBeLessThan(1e-5);
      }
    });
    expect(tf.memory().numTensors).toBe(before);
  });
});

describe('fused programs on WebGL', () => {
  beforeAll(async () => {
    await startBackend('webgl');
  });

  it.each(optimizers.flatMap(variants))(
    '%s follows the float64 path in fused programs and leaks nothing',
    (_label, rule, h) => {
      const before = tf.memory().numTensors;
      const fused = fuseUpdate(rule, h);
      if (rule.id === 'lamb' || h.inner === 'lamb') return expect(fused).toBeNull();
      const exact = runRule(float64Algebra, vectors, rule, h, start, valley, () => 0.02);
      tf.tidy(() => {
        const theta = tensors.from(start);
        let state: RuleState<tf.Tensor> = {
          theta,
          slots: initialSlots(rule, h, (value) => tf.fill([2], value) as tf.Tensor, theta),
          updates: 0,
        };
        for (let step = 0; step <= 30; step++) {
          const reference = exact.next().value!;
          const ours = tensors.toFloat64(state.theta as tf.Tensor);
          expect(relativeDeviation(ours, [...reference])).toBeLessThan(1e-5);
          const at = tensors.toFloat64(gradientPoint(tensorAlgebra, rule, h, state, 0.02) as tf.Tensor);
          state = fused!(state, tensors.from(valley.gradient(at, step)), 0.02);
        }
      });
      expect(tf.memory().numTensors).toBe(before);
    },
  );
});

// TF.js's own optimizers that are right, as a cross-check; the state of ours must be set to what they start with.
const random = generator(9, 'gradients');
const twins: [string, () => tf.Optimizer, string, ParamValues][] = [
  ['sgd', () => tf.train.sgd(0.1), 'sgd', { learningRate: 0.1 }],
  ['momentum', () => tf.train.momentum(0.1, 0.9), 'momentum', { learningRate: 0.1, beta: 0.9, form: 'lr_out' }],
  [
    'Keras-form Nesterov',
    () => tf.train.momentum(0.1, 0.9, true),
    'nesterov',
    { learningRate: 0.1, beta: 0.9, form: 'keras' },
  ],
  [
    'adagrad',
    () => tf.train.adagrad(0.1, 0.1),
    'adagrad',
    { learningRate: 0.1, epsilon: 1e-7, initial_accumulator: 0.1 },
  ],
  ['rmsprop', () => tf.train.rmsprop(0.01, 0.9, 0, 1e-7), 'rmsprop', { learningRate: 0.01, rho: 0.9, epsilon: 1e-7 }],
  ['adam', () => tf.train.adam(0.01, 0.9, 0.999, 1e-7), 'adam', { learningRate: 0.01, epsilon: 1e-7 }],
];

describe('agreement with the optimizers of TF.js that are right', () => {
  beforeAll(async () => {
    await startBackend('webgl');
  });

  it.each(twins)('%s', async (_name, twin, id, params) => {
    const rule = optimizers.find((candidate) => candidate.id === id)!;
    const h = { ...defaultValues(rule.params), ...params } as ParamValues;
    const gradients = Array.from({ length: 30 }, (_, k) =>
      Float64Array.from({ length: 4 }, (_, i) => random.normal(k * 4 + i)),
    );
    const objective = { value: () => null, gradient: (_theta: Float64Array, k: number) => gradients[k]! };
    const theta = tf.variable(tf.tensor1d([1, -2, 3, -4]), true, `theta-${id}`);
    const optimizer = twin();
    for (const gradient of gradients)
      optimizer.applyGradients({ [theta.name]: tf.tensor1d(Float32Array.from(gradient)) });
    const path = runRule(float64Algebra, vectors, rule, h, [1, -2, 3, -4], objective, () => Number(h.learningRate));
    let last = new Float64Array();
    for (let step = 0; step <= 30; step++) last = Float64Array.from(path.next().value!);
    expect(relativeDeviation(await theta.data(), [...last])).toBeLessThan(2e-5);
    theta.dispose();
    optimizer.dispose();
  });
});
