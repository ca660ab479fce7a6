import { StudioError } from '../result.ts';
import { activation } from './activation.ts';
import { add } from './add.ts';
import { attention } from './attention.ts';
import { average } from './average.ts';
import { averagePooling1d } from './averagePooling1d.ts';
import { averagePooling2d } from './averagePooling2d.ts';
import { batchNormalization } from './batchNormalization.ts';
import { concatenate } from './concatenate.ts';
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
import { gaussianNoise } from './gaussianNoise.ts';
import { globalAveragePooling1d } from './globalAveragePooling1d.ts';
import { globalAveragePooling2d } from './globalAveragePooling2d.ts';
import { globalMaxPooling1d } from './globalMaxPooling1d.ts';
import { gru } from './gru.ts';
import { globalMaxPooling2d } from './globalMaxPooling2d.ts';
import type { LayerKind } from './kind.ts';
import { layerNormalization } from './layerNormalization.ts';
import { lstm } from './lstm.ts';
import { maxPooling1d } from './maxPooling1d.ts';
import { maxPooling2d } from './maxPooling2d.ts';
import { multiply } from './multiply.ts';
import { permute } from './permute.ts';
import { repeatVector } from './repeatVector.ts';
import { reshape } from './reshape.ts';
import { separableConv2d } from './separableConv2d.ts';
import { simpleRNN } from './simpleRNN.ts';
import { spatialDropout1d } from './spatialDropout1d.ts';
import { spatialDropout2d } from './spatialDropout2d.ts';
import { timeDistributed } from './timeDistributed.ts';
import { upSampling2d } from './upSampling2d.ts';
import { zeroPadding2d } from './zeroPadding2d.ts';

/** Every layer kind, in palette order. A new kind is one file here, one in the engine, and a line in each index. */
export const layerKinds: readonly LayerKind[] = [
  dense,
  embedding,
  flatten,
  activation,
  conv1d,
  conv2d,
  depthwiseConv2d,
  separableConv2d,
  conv2dTranspose,
  maxPooling1d,
  averagePooling1d,
  maxPooling2d,
  averagePooling2d,
  globalMaxPooling1d,
  globalAveragePooling1d,
  globalMaxPooling2d,
  globalAveragePooling2d,
  simpleRNN,
  gru,
  lstm,
  bidirectional,
  timeDistributed,
  batchNormalization,
  layerNormalization,
  dropout,
  spatialDropout1d,
  spatialDropout2d,
  gaussianNoise,
  reshape,
  permute,
  repeatVector,
  columns,
  upSampling2d,
  zeroPadding2d,
  add,
  concatenate,
  multiply,
  average,
  attention,
] as unknown as readonly LayerKind[];

const byKind = new Map(layerKinds.map((layer) => [layer.kind, layer]));

/** The layer kind of this name; throws `layerUnknown` naming the known ones. */
export function layerKind(kind: string): LayerKind {
  const found = byKind.get(kind);
  if (!found) throw new StudioError('layerUnknown', { value: kind, known: [...byKind.keys()].join(', ') });
  return found;
}

export function isLayerKind(kind: string): boolean {
  return byKind.has(kind);
}
