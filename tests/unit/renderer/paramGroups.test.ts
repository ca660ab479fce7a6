import { describe, expect, it } from 'vitest';
import { withDefaults, type ParamValues } from '#shared/domain/params.ts';
import { optimizer, optimizers } from '#shared/optimizers/index.ts';
import { ownedParam } from '#shared/optimizers/innerParams.ts';
import { furtherParams, isInUse, mainParams } from '../../../src-renderer/components/optimizers/paramGroups.ts';

const groups = (id: string, given: ParamValues = {}) => {
  const { params } = optimizer(id);
  const values = withDefaults(params, given);
  return { main: mainParams(params, values), further: furtherParams(params, values) };
};

describe('what a card shows', () => {
  it('at once: the numbers in use; behind More: conventions and what is off', () => {
    expect(groups('momentum')).toEqual({ main: ['learningRate', 'beta'], further: ['form', 'weight_decay'] });
    expect(groups('momentum', { form: 'lr_out', weight_decay: 0.1 }).further).toEqual([
      'form',
      'dampening',
      'weight_decay',
      'weight_decay_form',
    ]);
    expect(groups('nadam', { form: 'simple' }).main).toEqual(['learningRate', 'beta1', 'beta2', 'epsilon']);
    expect(groups('nadam').main).toContain('momentum_decay');
  });

  it('of a rule around another: the choice, and only what the chosen one has', () => {
    expect(groups('lookahead')).toEqual({
      main: ['learningRate', 'inner', 'k', 'alpha', 'adam_beta1', 'adam_beta2', 'adam_epsilon'],
      further: ['adam_eps_place', 'adam_amsgrad', 'adam_weight_decay'],
    });
    expect(groups('lookahead', { inner: 'momentum', momentum_form: 'lr_out' })).toEqual({
      main: ['learningRate', 'inner', 'k', 'alpha', 'momentum_beta'],
      further: ['momentum_form', 'momentum_dampening', 'momentum_weight_decay'],
    });
  });

  it.each(optimizers.map((rule) => rule.id))('of %s: every parameter in use once, none of another rule', (id) => {
    const { params } = optimizer(id);
    const values: ParamValues = withDefaults(params, {});
    const { main, further } = groups(id);
    expect([...main, ...further].sort()).toEqual(
      Object.keys(params)
        .filter((name) => isInUse(params, values, name))
        .sort(),
    );
    const inner = [...main, ...further].map((name) => ownedParam(params, name).inner);
    expect(inner.every((owner) => owner === null || owner === values.inner)).toBe(true);
  });
});
