import { shapeSize } from '#shared/layers/kind.ts';
import { generator } from '#shared/random/generator.ts';
import type { ReferenceLayer, ReferenceSite, Values } from './referenceLayers.ts';

/** Layers that change the shape, and what chance does, in doubles. */
export const referenceShapes: Readonly<Record<string, ReferenceLayer>> = {
  reshape: ({ x }) => x,
  permute: permuteForward,
  columns: ({ x, row, params }) =>
    placed(x, row.outputShape!, row.inputShape!, ([at]) => [at! + Number(params.from) - 1]),
  repeatVector: ({ x, row }) => placed(x, row.outputShape!, [row.outputShape![1]!], ([, value]) => [value!]),
  upSampling2d: ({ x, row, params }) =>
    placed(x, row.outputShape!, row.inputShape!, ([y, across, channel]) => [
      Math.floor(y! / Number(params.size)),
      Math.floor(across! / Number(params.size)),
      channel!,
    ]),
  zeroPadding2d: ({ x, row, params }) =>
    placed(x, row.outputShape!, row.inputShape!, ([y, across, channel]) => [
      y! - Number(params.padding),
      across! - Number(params.padding),
      channel!,
    ]),
  dropout: dropoutForward,
  spatialDropout1d: spatialDropoutForward,
  spatialDropout2d: spatialDropoutForward,
  gaussianNoise: noiseForward,
};

function dropoutForward({ x, params, masks, index }: ReferenceSite): Values {
  if (!masks) return x;
  const rate = Number(params.rate);
  const random = generator(masks.seed, 'dropout', index, masks.update);
  return x.map((value, i) => (random.uint32(i) >= rate * 2 ** 32 ? value / (1 - rate) : 0));
}

function spatialDropoutForward({ x, row, params, masks, index }: ReferenceSite): Values {
  if (!masks) return x;
  const rate = Number(params.rate);
  const random = generator(masks.seed, 'dropout', index, masks.update);
  const channels = row.inputShape!.at(-1)!;
  const values = shapeSize(row.inputShape!);
  return x.map((value, i) => {
    const word = random.uint32(Math.floor(i / values) * channels + (i % channels));
    return word >= rate * 2 ** 32 ? value / (1 - rate) : 0;
  });
}

function noiseForward({ x, params, masks, index }: ReferenceSite): Values {
  if (!masks) return x;
  const random = generator(masks.seed, 'dropout', index, masks.update);
  return x.map((value, i) => value + Number(params.stddev) * random.normal(i));
}

/** Row by row the value at the place that `from` tells for each place of the output; 0 outside. Places are given by their axes. */
function placed(
  x: Values,
  output: readonly number[],
  input: readonly number[],
  from: (place: readonly number[]) => readonly number[],
): Values {
  const [outSize, inSize] = [shapeSize(output), shapeSize(input)];
  const axesOf = (at: number): number[] =>
    output.map((length, axis) => Math.floor(at / shapeSize(output.slice(axis + 1))) % length);
  return Float64Array.from({ length: (x.length / inSize) * outSize }, (_, at) => {
    const place = from(axesOf(at % outSize));
    const isInside = place.every((value, axis) => value >= 0 && value < input[axis]!);
    const offset = place.reduce((sum, value, axis) => sum * input[axis]! + value, 0);
    return isInside ? x[Math.floor(at / outSize) * inSize + offset]! : 0;
  });
}

/** 'p231': the second axis first, then the third, then the first. */
function permuteForward({ x, row, params }: ReferenceSite): Values {
  const axes = [...String(params.order).slice(1)].map(Number);
  return placed(x, row.outputShape!, row.inputShape!, (place) =>
    row.inputShape!.map((_, axis) => place[axes.indexOf(axis + 1)]!),
  );
}
