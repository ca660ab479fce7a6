import type { Shape } from '../domain/layerGraph.ts';
import type { ParamSpecs, ValuesOf } from '../domain/params.ts';
import type { ShapeResult } from './kind.ts';
import { slideOverSequence } from './window.ts';

/** A stride of 0 is the window's own length, as Keras has it where none is given. */
export const poolingStridesParam = {
  type: 'integer',
  default: 0,
  min: 0,
  max: 64,
  scale: 'linear',
  slider: [0, 8],
} as const;

export const poolingPaddingParam = { type: 'choice', default: 'valid', choices: ['valid', 'same'] } as const;

/** What every pooling along a sequence can be told. */
export const sequencePoolingParams = {
  poolSize: { type: 'integer', default: 2, min: 1, max: 1024, scale: 'linear', slider: [1, 16] },
  strides: poolingStridesParam,
  padding: poolingPaddingParam,
} as const satisfies ParamSpecs;

interface Pooling {
  readonly poolSize: number;
  readonly strides?: number;
}

/** The step of a pooling window. */
export function poolingStride({ poolSize, strides = 0 }: Pooling): number {
  return strides === 0 ? poolSize : strides;
}

/** The shape of a sequence after pooling, or why it cannot be. */
export function pooledSequence(input: Shape, params: ValuesOf<typeof sequencePoolingParams>): ShapeResult {
  return slideOverSequence(input, {
    window: params.poolSize,
    stride: poolingStride(params),
    padding: params.padding,
    parameter: 'poolSize',
    channels: (count) => count,
  });
}
