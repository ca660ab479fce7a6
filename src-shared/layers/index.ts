import { StudioError } from '../result.ts';
import { batchNormalization } from './batchNormalization.ts';
import { averagePooling1d } from './averagePooling1d.ts';
import { conv1d } from './conv1d.ts';
import { bidirectional } from './bidirectional.ts';
import { conv2d } from './conv2d.ts';
import { conv2dTranspose } from './conv2dTranspose.ts';
import { dense } from './dense.ts';
import { depthwiseConv2d } from './depthwiseConv2d.ts';
import { dropout } from './dropout.ts';
import { embedding } from './embedding.ts';
import { flatten } from './flatten.ts';
import { globalAveragePooling1d } from './globalAveragePooling1d.ts';
import { globalMaxPooling1d } from './globalMaxPooling1d.ts';
import { gru } from './gru.ts';
import type { LayerKind } from './kind.ts';
import { layerNormalization } from './layerNormalization.ts';
import { lstm } from './lstm.ts';
import { maxPooling1d } from './maxPooling1d.ts';
import { maxPooling2d } from './maxPooling2d.ts';
import { separableConv2d } from './separableConv2d.ts';
import { simpleRNN } from './simpleRNN.ts';
import { timeDistributed } from './timeDistributed.ts';

/** Every layer kind, in palette order. A new kind is one file here, one in the engine, and a line in each index. */
export const layerKinds: readonly LayerKind[] = [
  dense,
  embedding,
  dropout,
  flatten,
  conv1d,
  conv2d,
  depthwiseConv2d,
  separableConv2d,
  conv2dTranspose,
  maxPooling1d,
  averagePooling1d,
  maxPooling2d,
  globalMaxPooling1d,
  globalAveragePooling1d,
  simpleRNN,
  gru,
  lstm,
  bidirectional,
  timeDistributed,
  batchNormalization,
  layerNormalization,
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
