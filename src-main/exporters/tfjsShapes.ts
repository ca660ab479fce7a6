import { withDefaults, type ValuesOf } from '#shared/domain/params.ts';
import type { LayerRow } from '#shared/domain/modelCheck.ts';
import { activation } from '#shared/layers/activation.ts';
import { averagePooling1d } from '#shared/layers/averagePooling1d.ts';
import { averagePooling2d } from '#shared/layers/averagePooling2d.ts';
import { columns } from '#shared/layers/columns.ts';
import { dropout } from '#shared/layers/dropout.ts';
import { flatten } from '#shared/layers/flatten.ts';
import { gaussianNoise } from '#shared/layers/gaussianNoise.ts';
import { globalAveragePooling1d } from '#shared/layers/globalAveragePooling1d.ts';
import { globalAveragePooling2d } from '#shared/layers/globalAveragePooling2d.ts';
import { globalMaxPooling1d } from '#shared/layers/globalMaxPooling1d.ts';
import { globalMaxPooling2d } from '#shared/layers/globalMaxPooling2d.ts';
import { maxPooling1d } from '#shared/layers/maxPooling1d.ts';
import { maxPooling2d } from '#shared/layers/maxPooling2d.ts';
import { permute, permutedAxes } from '#shared/layers/permute.ts';
import { poolingStride, type picturePoolingParams, type sequencePoolingParams } from '#shared/layers/pooling.ts';
import { repeatVector } from '#shared/layers/repeatVector.ts';
import { spatialDropout1d } from '#shared/layers/spatialDropout1d.ts';
import { spatialDropout2d } from '#shared/layers/spatialDropout2d.ts';
import { upSampling2d } from '#shared/layers/upSampling2d.ts';
import { zeroPadding2d } from '#shared/layers/zeroPadding2d.ts';
import { reshapeTo, square, writer, type Config, type LayerWriter, type WrittenLayer } from './tfjsWriter.ts';

/** How layers without weights are written: poolings, changes of shape, dropout and noise. */
export const shapeWriters: Readonly<Record<string, LayerWriter>> = {
  dropout: writer('Dropout', 'dropout', dropout, ({ rate }) => ({ rate, noise_shape: null, seed: null })),
  spatialDropout1d: writer('SpatialDropout1D', 'spatial_dropout1d', spatialDropout1d, ({ rate }) => ({
    rate,
    noise_shape: null,
    seed: null,
  })),
  // TF.js 4 has none over pictures: a dropout whose mask is one number for each channel.
  spatialDropout2d: writer('Dropout', 'dropout', spatialDropout2d, ({ rate }) => ({
    rate,
    noise_shape: [null, 1, 1, null],
    seed: null,
  })),
  gaussianNoise: writer('GaussianNoise', 'gaussian_noise', gaussianNoise, ({ stddev }) => ({ stddev })),

  maxPooling1d: writer('MaxPooling1D', 'max_pooling1d', maxPooling1d, sequencePooling),
  averagePooling1d: writer('AveragePooling1D', 'average_pooling1d', averagePooling1d, sequencePooling),
  maxPooling2d: writer('MaxPooling2D', 'max_pooling2d', maxPooling2d, picturePooling),
  averagePooling2d: writer('AveragePooling2D', 'average_pooling2d', averagePooling2d, picturePooling),
  globalMaxPooling1d: writer('GlobalMaxPooling1D', 'global_max_pooling1d', globalMaxPooling1d, none),
  globalAveragePooling1d: writer('GlobalAveragePooling1D', 'global_average_pooling1d', globalAveragePooling1d, none),
  globalMaxPooling2d: writer('GlobalMaxPooling2D', 'global_max_pooling2d', globalMaxPooling2d, ofPictures),
  globalAveragePooling2d: writer(
    'GlobalAveragePooling2D',
    'global_average_pooling2d',
    globalAveragePooling2d,
    ofPictures,
  ),

  activation: activationLayers,
  // TF.js's own refuses what is one row already.
  flatten: (row) => (row.inputShape?.length === 1 ? [reshapeTo(row.inputShape)] : flattened(row)),
  reshape: ({ outputShape }) => [reshapeTo(outputShape ?? [])],
  permute: writer('Permute', 'permute', permute, ({ order }) => ({
    dims: permutedAxes(order).map((axis) => axis + 1),
  })),
  repeatVector: writer('RepeatVector', 'repeat_vector', repeatVector, ({ n }) => ({ n })),
  columns: croppedColumns,
  upSampling2d: writer('UpSampling2D', 'up_sampling2d', upSampling2d, ({ size }) => ({
    size: square(size),
    data_format: 'channels_last',
    interpolation: 'nearest',
  })),
  zeroPadding2d: writer('ZeroPadding2D', 'zero_padding2d', zeroPadding2d, ({ padding }) => ({
    padding: [square(padding), square(padding)],
    data_format: 'channels_last',
  })),
};

/** Neither Keras nor TF.js has it as a layer: a row is a picture one pixel wide, of which the rows before and behind are cut off. */
function croppedColumns({ node, inputShape, outputShape }: LayerRow): readonly WrittenLayer[] {
  const [count = 0] = inputShape ?? [];
  const { from, to } = withDefaults(columns.params, node.params);
  const cropping = [
    [from - 1, count - to],
    [0, 0],
  ];
  return [
    reshapeTo([count, 1, 1]),
    { className: 'Cropping2D', baseName: 'cropping2d', config: { cropping, data_format: 'channels_last' } },
    reshapeTo(outputShape ?? []),
  ];
}

const flattened = writer('Flatten', 'flatten', flatten, none);

/** TF.js has the leaky ReLU as a layer, and the ELU with alpha 1 only: another alpha is what a leaky ReLU behind it makes of the values below 0. */
function activationLayers({ node }: LayerRow): readonly WrittenLayer[] {
  const { activation: name, slope, alpha } = withDefaults(activation.params, node.params);
  const plain = { className: 'Activation', baseName: 'activation', config: { activation: name } };
  if (name === 'leakyRelu') return [leakyRelu(slope)];
  return name === 'elu' && alpha !== 1 ? [plain, leakyRelu(alpha)] : [plain];
}

function leakyRelu(alpha: number): WrittenLayer {
  return { className: 'LeakyReLU', baseName: 'leaky_re_lu', config: { alpha } };
}

function none(): Config {
  return {};
}

function ofPictures(): Config {
  return { data_format: 'channels_last' };
}

/** Window, step and border of a pooling along a sequence. */
function sequencePooling({ poolSize, strides, padding }: ValuesOf<typeof sequencePoolingParams>): Config {
  return { pool_size: [poolSize], padding, strides: [poolingStride({ poolSize, strides })] };
}

/** The same of a pooling over pictures. */
function picturePooling({ poolSize, strides, padding }: ValuesOf<typeof picturePoolingParams>): Config {
  const step = poolingStride({ poolSize, strides });
  return { pool_size: square(poolSize), padding, strides: square(step), data_format: 'channels_last' };
}
