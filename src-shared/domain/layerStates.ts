import { outputActivation } from '../layers/outputActivation.ts';
import type { LayerNode, Shape } from './layerGraph.ts';

/** How the units of a layer fare over several samples. A unit is a place of the last axis: a neuron, a filter. */
export interface LayerState {
  readonly units: number;
  /** Units that gave 0 everywhere, for every sample; null where the layer's activation does not cut off. */
  readonly dead: number | null;
  /** Share of the values at the flat ends of the activation; null where it has none. */
  readonly saturated: number | null;
}

/** Within this of its end an S-shaped activation hardly passes a gradient: tanh′ < 0.04, sigmoid′ < 0.02. */
const FLAT = 0.02;
/** From this share of flat values on a layer is called saturated. */
export const SATURATED_SHARE = 0.5;

const cutsOff: readonly string[] = ['relu'];
/** Lowest and highest value of activations with two flat ends. */
const ends: Readonly<Record<string, readonly [number, number]>> = { tanh: [-1, 1], sigmoid: [0, 1] };

/** Judges a layer by what leaves it for several samples: `values` are samples × shape, row-major. */
export function layerStates(node: Pick<LayerNode, 'kind' | 'params'>, values: Float32Array, shape: Shape): LayerState {
  const units = shape.at(-1) ?? 1;
  const activation = outputActivation(node);
  return {
    units,
    dead: cutsOff.includes(activation) ? units - speakingUnits(values, units) : null,
    saturated: ends[activation] ? flatShare(values, ends[activation]) : null,
  };
}

function speakingUnits(values: Float32Array, units: number): number {
  const speaks = new Uint8Array(units);
  for (let i = 0; i < values.length; i++) if (values[i] !== 0) speaks[i % units] = 1;
  return speaks.reduce((sum, one) => sum + one, 0);
}

function flatShare(values: Float32Array, [low, high]: readonly [number, number]): number {
  let flat = 0;
  for (const value of values) if (value < low + FLAT || value > high - FLAT) flat += 1;
  return values.length === 0 ? 0 : flat / values.length;
}
