import type { Shape } from '../domain/layerGraph.ts';
import type { BooleanParam, NumberParam, ParamSpecs, ValuesOf } from '../domain/params.ts';
import { shapeSize } from '../layers/kind.ts';
import type { Generator } from '../random/generator.ts';
import { truncatedParameter } from './scales.ts';

/** A weight tensor that is to be filled, with the fans that decide its scale. */
export interface Kernel {
  readonly shape: Shape;
  readonly fanIn: number;
  readonly fanOut: number;
}

/** The value of element `index` (row-major) of a kernel, in float64. */
export type Fill = (index: number) => number;

/** How start weights are drawn. Its words are in the locale files under `initializers.<id>`. */
export interface Initializer<P extends ParamSpecs = ParamSpecs> {
  readonly id: string;
  /** Paper or place it is known from. */
  readonly source: string;
  readonly params: P;
  /** Depends on kernel, generator and parameters alone, so that equal seeds give equal weights everywhere. */
  fill(kernel: Kernel, random: Generator, params: ValuesOf<P>): Fill;
}

export function defineInitializer<const P extends ParamSpecs>(initializer: Initializer<P>): Initializer<P> {
  return initializer;
}

/** By how much all of its weights are multiplied; the scale is a hyperparameter like any other. */
export function scaleParam(value = 1): NumberParam {
  return { type: 'number', default: value, min: 0, minExclusive: true, max: 1e6, scale: 'log', slider: [0.01, 100] };
}

/** What every bias starts with; a little above 0 keeps ReLU units awake at the start. */
export const biasParam = {
  type: 'number',
  default: 0,
  min: -1000,
  max: 1000,
  scale: 'linear',
  slider: [-1, 1],
} as const satisfies NumberParam;

/** Draws again what lies beyond two standard deviations, with the standard deviation corrected for the cut. */
export const truncatedParam = { type: 'boolean', default: false } as const satisfies BooleanParam;

/** U(−limit, limit). */
export function uniformFill(random: Generator, limit: number): Fill {
  return (index) => (2 * random.uniform(index) - 1) * limit;
}

/** N(0, std²), whole or cut at two standard deviations; the variance is the same. */
export function normalFill(random: Generator, kernel: Kernel, std: number, truncated: boolean): Fill {
  if (!truncated) return (index) => random.normal(index) * std;
  const size = shapeSize(kernel.shape);
  const wide = truncatedParameter(std);
  return (index) => truncatedNormal(random, index, size) * wide;
}

/** A standard normal within ±2: attempt a of element i is draw i + a·size, so no element depends on another's luck. */
function truncatedNormal(random: Generator, index: number, size: number): number {
  for (let at = index; ; at += size) {
    const value = random.normal(at);
    if (Math.abs(value) <= 2) return value;
  }
}
