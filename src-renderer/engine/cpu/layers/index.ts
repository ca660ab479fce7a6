import { StudioError } from '#shared/result.ts';
import { batchNormalization } from './batchNormalization.ts';
import { activationLayer } from './activationLayer.ts';
import { attention } from './attention.ts';
import { averagePooling1d } from './averagePooling1d.ts';
import { averagePooling2d } from './averagePooling2d.ts';
import { columns } from './columns.ts';
import { conv1d } from './conv1d.ts';
import { bidirectional } from './bidirectional.ts';
import { conv2d } from './conv2d.ts';
import { conv2dTranspose } from './conv2dTranspose.ts';
import type { CpuLayerKind } from './cpuLayer.ts';
import { dense } from './dense.ts';
import { depthwiseConv2d } from './depthwiseConv2d.ts';
import { dropout } from './dropout.ts';
import { embedding } from './embedding.ts';
import { flatten } from './flatten.ts';
import { layerNormalization } from './layerNormalization.ts';
import { gaussianNoise } from './gaussianNoise.ts';
import { globalAveragePooling } from './globalAveragePooling.ts';
import { globalMaxPooling } from './globalMaxPooling.ts';
import { maxPooling1d } from './maxPooling1d.ts';
import { maxPooling2d } from './maxPooling2d.ts';
import { separableConv2d } from './separableConv2d.ts';
import { timeDistributed } from './timeDistributed.ts';
import { gru, lstm, simpleRNN } from './recurrentLayers.ts';
import { add, average, concatenate, multiply } from './merging.ts';
import { permute } from './permute.ts';
import { repeatVector } from './repeatVector.ts';
import { spatialDropout } from './spatialDropout.ts';
import { upSampling2d } from './upSampling2d.ts';
import { zeroPadding2d } from './zeroPadding2d.ts';

/** Every layer kind the CPU engine runs; one file and one line each. */
const kinds: Readonly<Record<string, CpuLayerKind>> = {
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
  activation: activationLayer,
  conv1d,
  maxPooling1d,
  averagePooling1d,
  globalMaxPooling1d: globalMaxPooling,
  globalAveragePooling1d: globalAveragePooling,
  averagePooling2d,
  globalMaxPooling2d: globalMaxPooling,
  globalAveragePooling2d: globalAveragePooling,
  reshape: flatten,
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

export const cpuLayerKinds: readonly string[] = Object.keys(kinds);

/** The layer kind over the kernels; throws `layerUnknown`. */
export function cpuLayerKind(kind: string): CpuLayerKind {
  const found = Object.hasOwn(kinds, kind) ? kinds[kind] : undefined;
  if (!found) throw new StudioError('layerUnknown', { value: kind, known: cpuLayerKinds.join(', ') });
  return found;
}
