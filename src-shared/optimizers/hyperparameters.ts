import type { NumberParam } from '../domain/params.ts';

/** η > 0. Sliders span seven decades; a typed rate may be larger (a lesson on divergence needs 1000). */
export function learningRate(value: number): NumberParam {
  return {
    type: 'number',
    default: value,
    min: 0,
    minExclusive: true,
    max: 1e6,
    scale: 'log',
    slider: [1e-6, 10],
    symbol: 'η',
  };
}

/** A decay rate in [0, 1): the share of the past that stays (β, ρ). */
export function decayRate(value: number, symbol: string): NumberParam {
  return { type: 'number', default: value, min: 0, max: 1, maxExclusive: true, scale: 'linear', symbol };
}

/** ε ≥ 0, the guard against division by zero. */
export function epsilon(value: number): NumberParam {
  return { type: 'number', default: value, min: 0, max: 1, scale: 'log', slider: [1e-12, 1e-1], symbol: 'ε' };
}

/** A start value of an accumulator, ≥ 0. */
export function accumulator(value: number): NumberParam {
  return { type: 'number', default: value, min: 0, max: 1e3, scale: 'linear', slider: [0, 1] };
}

/** A coefficient that is 0 when unused (weight decay, rate decay). */
export function coefficient(max: number, symbol?: string): NumberParam {
  return { type: 'number', default: 0, min: 0, max, scale: 'linear', ...(symbol ? { symbol } : {}) };
}
