import type { Shape } from '../domain/layerGraph.ts';
import type { ParamSpecs, ValuesOf } from '../domain/params.ts';
import { shapeOf, type ShapeResult } from './kind.ts';
import { needsPicture, needsSequence, slideOverPicture, slideOverSequence } from './window.ts';

/** A stride of 0 is the window's own length, as Keras has it where none is given. */
const poolingStridesParam = {
  type: 'integer',
  default: 0,
  min: 0,
  max: 64,
  scale: 'linear',
  slider: [0, 8],
} as const;

const poolingPaddingParam = { type: 'choice', default: 'valid', choices: ['valid', 'same'] } as const;

/** What every pooling along a sequence can be told. */
export const sequencePoolingParams = {
  poolSize: { type: 'integer', default: 2, min: 1, max: 1024, scale: 'linear', slider: [1, 16] },
  strides: poolingStridesParam,
  padding: poolingPaddingParam,
} as const satisfies ParamSpecs;

/** What every pooling over a picture can be told. */
export const picturePoolingParams = {
  poolSize: { type: 'integer', default: 2, min: 1, max: 64, scale: 'linear', slider: [1, 8] },
  strides: poolingStridesParam,
  padding: poolingPaddingParam,
} as const satisfies ParamSpecs;

type PoolingValues = ValuesOf<typeof picturePoolingParams>;

interface Pooling {
  readonly poolSize: number;
  readonly strides?: number;
}

/** The step of a pooling window. */
export function poolingStride({ poolSize, strides = 0 }: Pooling): number {
  return strides === 0 ? poolSize : strides;
}

/** The shape of a sequence after pooling, or why it cannot be. */
export function pooledSequence(input: Shape, params: PoolingValues): ShapeResult {
  return slideOverSequence(input, pooling(params));
}

/** The shape of a picture after pooling, or why it cannot be. */
export function pooledPicture(input: Shape, params: PoolingValues): ShapeResult {
  return slideOverPicture(input, pooling(params));
}

/** [length, channels] → [channels], or why it cannot be. */
export function wholeSequence(input: Shape): ShapeResult {
  return input.length === 2 ? shapeOf(input[1]!) : needsSequence(input);
}

/** [height, width, channels] → [channels], or why it cannot be. */
export function wholePicture(input: Shape): ShapeResult {
  return input.length === 3 ? shapeOf(input[2]!) : needsPicture(input);
}

function pooling(params: PoolingValues) {
  const channels = (count: number): number => count;
  const { poolSize, padding } = params;
  return { window: poolSize, stride: poolingStride(params), padding, parameter: 'poolSize', channels };
}
