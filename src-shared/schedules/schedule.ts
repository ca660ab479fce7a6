import type { NumberParam, ParamSpecs, ValuesOf } from '../domain/params.ts';

/** A learning-rate schedule: the rate of 0-based update k, from its parameters alone. */
export interface Schedule<P extends ParamSpecs = ParamSpecs> {
  readonly id: string;
  readonly source: string;
  readonly params: P;
  rate(k: number, params: ValuesOf<P>): number;
}

export function defineSchedule<const P extends ParamSpecs>(schedule: Schedule<P>): Schedule<P> {
  return schedule;
}

/** A learning rate within a schedule; 0 is a legal end. */
export function rateParam(value: number): NumberParam {
  return { type: 'number', default: value, min: 0, max: 1e6, scale: 'log', slider: [1e-6, 10], symbol: 'η' };
}

/** A number of updates, at least 1. */
export function stepsParam(value: number): NumberParam {
  return { type: 'integer', default: value, min: 1, max: 1e9, scale: 'log', slider: [1, 100_000] };
}

/** A factor in (0, max]. */
export function factorParam(value: number, max = 1): NumberParam {
  return { type: 'number', default: value, min: 0, minExclusive: true, max, scale: 'linear' };
}

/** k / steps, or its whole part when the rate falls in stairs. */
export function elapsed(k: number, steps: number, staircase: boolean): number {
  return staircase ? Math.floor(k / steps) : k / steps;
}

/** From `start` to `end` along half a cosine; `share` 0 … 1. */
export function cosineBetween(start: number, end: number, share: number): number {
  return end + 0.5 * (start - end) * (1 + Math.cos(Math.PI * share));
}
