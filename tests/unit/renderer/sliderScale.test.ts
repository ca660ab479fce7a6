import { describe, expect, it } from 'vitest';
import { paramProblem, type NumberParam } from '#shared/domain/params.ts';
import { coefficient, decayRate, epsilon, learningRate } from '#shared/optimizers/hyperparameters.ts';
import { fractionOf, linearStep, stepped, valueAt } from '../../../src-renderer/components/sliderScale.ts';

const rate = learningRate(0.001);
const beta = decayRate(0.9, 'β');
const units: NumberParam = { type: 'integer', default: 64, min: 1, max: 1024, scale: 'log' };

describe('positions', () => {
  it('a logarithmic track gives every decade the same length', () => {
    // slider 1e-6 … 10: seven decades
    expect(fractionOf(rate, 1e-6)).toBe(0);
    expect(fractionOf(rate, 1e-5)).toBeCloseTo(1 / 7, 12);
    expect(fractionOf(rate, 10)).toBe(1);
    expect(fractionOf(rate, 1000)).toBe(1);
  });

  it('zero stands at the start of a logarithmic track', () => {
    expect(fractionOf(epsilon(1e-8), 0)).toBe(0);
  });

  it('a linear track is linear', () => {
    expect(fractionOf(beta, 0.25)).toBe(0.25);
  });
});

describe('values', () => {
  it('the middle of a decade stops at a round number', () => {
    expect(valueAt(rate, fractionOf(rate, 0.0031))).toBe(0.003);
    expect(valueAt(rate, 1)).toBe(10);
  });

  it('an end that is itself refused gives the value one step inside', () => {
    expect(valueAt(beta, 1)).toBe(0.99);
    expect(valueAt({ ...rate, slider: [0, 1], scale: 'linear' }, 0)).toBe(0.01);
  });

  it('every position is a legal value', () => {
    for (const spec of [rate, beta, epsilon(1e-8), coefficient(0.1), units])
      for (let i = 0; i <= 1000; i++) expect(paramProblem('p', spec, valueAt(spec, i / 1000))).toBeNull();
  });
});

describe('steps', () => {
  it('one step of a logarithmic slider is the next stop, ten are a decade', () => {
    expect(stepped(rate, 0.001, 1)).toBe(0.0012);
    expect(stepped(rate, 0.001, -1)).toBe(0.0008);
    expect(stepped(rate, 0.001, 10)).toBe(0.01);
    expect(stepped(rate, 0.02, -10)).toBe(0.002);
  });

  it('a typed value between two stops moves to the next one, never over it', () => {
    expect(stepped(rate, 0.0031, 1)).toBe(0.004);
    expect(stepped(rate, 0.0031, -1)).toBe(0.003);
    expect(stepped(rate, 0.0029, 1)).toBe(0.003);
  });

  it('stops at the ends', () => {
    expect(stepped(rate, 10, 1)).toBe(10);
    expect(stepped(rate, 1000, -1)).toBe(8);
    expect(stepped(beta, 0.99, 1)).toBe(0.99);
  });

  it('linear steps are round and carry no dust', () => {
    expect(linearStep(beta)).toBe(0.01);
    expect(stepped(beta, 0.29, 1)).toBe(0.3);
    expect(linearStep({ type: 'integer', default: 3, min: 1, max: 9, scale: 'linear' })).toBe(1);
  });

  it('whole numbers stay whole and always move', () => {
    expect(stepped(units, 1, 1)).toBe(2);
    expect(stepped(units, 10, 1)).toBe(12);
    expect(stepped(units, 2, -1)).toBe(1);
  });
});
