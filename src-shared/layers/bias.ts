import type { Shape } from '../domain/layerGraph.ts';
import type { ParamValues } from '../domain/params.ts';
import { layerKind } from './index.ts';

/** A bias a layer does without: where it would stand among the layer's tensors, and its shape. */
export interface LeftOutBias {
  readonly at: number;
  readonly shape: Shape;
}

/** The biases this layer does without; none where it has them, or never had. `params` are complete. */
export function leftOutBiases(kind: string, input: Shape, params: ParamValues): readonly LeftOutBias[] {
  if (params.useBias !== false) return [];
  const whole = layerKind(kind).weights(input, { ...params, useBias: true } as never);
  return whole.flatMap(({ name, shape }, at) => (name === 'bias' ? [{ at, shape }] : []));
}

/** The layer's tensors as if it had all its biases: `fills` stand where they are left out. */
export function withBiases<T>(own: readonly T[], leftOut: readonly LeftOutBias[], fills: readonly T[]): readonly T[] {
  const whole = [...own];
  leftOut.forEach(({ at }, i) => whole.splice(at, 0, fills[i]!));
  return whole;
}
