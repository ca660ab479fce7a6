import { describe, expect, it } from 'vitest';
import { float64Algebra } from '#shared/algebra/float64.ts';
import { withDefaults, type ParamValues } from '#shared/domain/params.ts';
import { optimizer, optimizers } from '#shared/optimizers/index.ts';
import { memoriesOf } from '#shared/optimizers/memories.ts';
import { applyUpdate, initialSlots, type RuleState } from '#shared/optimizers/step.ts';
import { averageWeights, velocityWeights } from '#shared/statistics/movingAverage.ts';

const memories = (id: string, given: ParamValues = {}) => {
  const rule = optimizer(id);
  return memoriesOf(rule, withDefaults(rule.params, given));
};
const betas = (id: string, given: ParamValues = {}) => memories(id, given).map(({ param, of }) => `${param} ${of}`);

/** What is left in a slot, update by update, of one gradient of 1 followed by zeros. */
function trace(id: string, slot: string, given: ParamValues, count: number): number[] {
  const rule = optimizer(id);
  const h = withDefaults(rule.params, { learningRate: 1e-3, ...given });
  const theta = Float64Array.of(1);
  let state: RuleState<Float64Array> = {
    theta,
    slots: initialSlots(rule, h, (value) => Float64Array.of(value), theta),
    updates: 0,
  };
  return Array.from({ length: count }, (_, i) => {
    state = applyUpdate(float64Algebra, rule, h, state, Float64Array.of(i === 0 ? 1 : 0), 1e-3);
    return (state.slots[slot] as Float64Array)[0]!;
  });
}

describe('which hyperparameters are memories', () => {
  it('B7 B11: of each rule, in its own names', () => {
    expect(betas('sgd')).toEqual([]);
    expect(betas('adagrad')).toEqual([]);
    expect(betas('momentum')).toEqual(['beta gradient']);
    expect(betas('rmsprop')).toEqual(['rho square']);
    expect(betas('rmsprop', { momentum: 0.9 })).toEqual(['rho square', 'momentum step']);
    expect(betas('adam')).toEqual(['beta1 gradient', 'beta2 square']);
    expect(betas('adam', { amsgrad: 'paper' })).toEqual(['beta1 gradient']);
    expect(betas('adamax')).toEqual(['beta1 gradient', 'beta2 largest']);
    expect(betas('lion')).toEqual(['beta2 gradient']);
    expect(betas('lookahead')).toEqual(['adam_beta1 gradient', 'adam_beta2 square']);
    expect(betas('lookahead', { inner: 'momentum', momentum_beta: 0.5 })).toEqual(['momentum_beta gradient']);
    expect(memories('lookahead', { inner: 'momentum', momentum_beta: 0.5 })[0]!.beta).toBe(0.5);
  });

  it.each(optimizers.map(({ id }) => id))('%s: each names a hyperparameter it has', (id) => {
    for (const { param, beta } of memories(id)) expect(optimizer(id).params[param]).toHaveProperty('default', beta);
  });

  it.each([
    ['momentum', 'v', { form: 'lr_out', beta: 0.8 }],
    ['momentum', 'v', { form: 'ema', beta: 0.8 }],
    ['nesterov', 'v', { form: 'torch', beta: 0.8 }],
    ['rmsprop', 's', { rho: 0.8 }],
    ['adadelta', 'E', { rho: 0.8 }],
    ['delta_bar_delta', 'b', { theta: 0.8 }],
    ['adam', 'm', { beta1: 0.8 }],
    ['nadam', 'm', { beta1: 0.8 }],
    ['radam', 'm', { beta1: 0.8 }],
    ['lamb', 'm', { beta1: 0.8 }],
    ['adabelief', 'm', { beta1: 0.8 }],
    ['adamax', 'u', { beta1: 0, beta2: 0.8 }],
    ['lion', 'm', { beta2: 0.8 }],
  ] as const)('B7: the rule %s itself lets a gradient fade in %s as the chart says (%o)', (id, slot, given) => {
    const memory = memories(id, given).find(({ beta }) => beta === 0.8)!;
    const expected = memory.isAverage ? averageWeights(0.8, 12) : velocityWeights(0.8, 12);
    trace(id, slot, given, 12).forEach((left, i) => expect(left).toBeCloseTo(expected[i]!, 12));
  });
});
