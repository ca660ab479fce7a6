import { StudioError } from '#shared/result.ts';
import { activation } from './activation.ts';
import { averagePooling1d } from './averagePooling1d.ts';
import { averagePooling2d } from './averagePooling2d.ts';
import { batchNormalization } from './batchNormalization.ts';
import { columns } from './columns.ts';
import { conv1d } from './conv1d.ts';
import { bidirectional } from './bidirectional.ts';
import { conv2d } from './conv2d.ts';
import { conv2dTranspose } from './conv2dTranspose.ts';
import { dense } from './dense.ts';
import { depthwiseConv2d } from './depthwiseConv2d.ts';
import { dropout } from './dropout.ts';
import { embedding } from './embedding.ts';
import { flatten } from './flatten.ts';
import type { Forward } from './forward.ts';
import { gru } from './gru.ts';
import { layerNormalization } from './layerNormalization.ts';
import { gaussianNoise } from './gaussianNoise.ts';
import { globalAveragePooling } from './globalAveragePooling.ts';
import { globalMaxPooling } from './globalMaxPooling.ts';
import { lstm } from './lstm.ts';
import { maxPooling1d } from './maxPooling1d.ts';
import { maxPooling2d } from './maxPooling2d.ts';
import { add, attention, average, concatenate, multiply } from './merging.ts';
import { permute } from './permute.ts';
import { repeatVector } from './repeatVector.ts';
import { reshape } from './reshape.ts';
import { separableConv2d } from './separableConv2d.ts';
import { simpleRNN } from './simpleRNN.ts';
import { spatialDropout } from './spatialDropout.ts';
import { timeDistributed } from './timeDistributed.ts';
import { upSampling2d } from './upSampling2d.ts';
import { zeroPadding2d } from './zeroPadding2d.ts';

const forwards: Readonly<Record<string, Forward>> = {
  dense,
  conv2d,
  depthwiseConv2d,
  separableConv2d,
  conv2dTranspose,
  maxPooling2d,
  flatten,
  dropout,
  simpleRNN,
  gru,
  lstm,
  bidirectional,
  timeDistributed,
  batchNormalization,
  layerNormalization,
  embedding,
  activation,
  conv1d,
  maxPooling1d,
  averagePooling1d,
  globalMaxPooling1d: globalMaxPooling,
  globalAveragePooling1d: globalAveragePooling,
  averagePooling2d,
  globalMaxPooling2d: globalMaxPooling,
  globalAveragePooling2d: globalAveragePooling,
  reshape,
  permute,
  repeatVector,
  columns,
  upSampling2d,
  zeroPadding2d,
  spatialDropout1d: spatialDropout,
  spatialDropout2d: spatialDropout,
  gaussianNoise,
  add,
  concatenate,
  multiply,
  average,
  attention,
};

/** The forward pass of a layer kind; throws `layerUnknown`. */
export function forwardOf(kind: string): Forward {
  const forward = Object.hasOwn(forwards, kind) ? forwards[kind] : undefined;
  if (!forward) throw new StudioError('layerUnknown', { value: kind, known: Object.keys(forwards).join(', ') });
  return forward;
}
