import { StudioError } from '../result.ts';
import { batchNormalization } from './batchNormalization.ts';
import { conv2d } from './conv2d.ts';
import { dense } from './dense.ts';
import { dropout } from './dropout.ts';
import { flatten } from './flatten.ts';
import type { LayerKind } from './kind.ts';
import { layerNormalization } from './layerNormalization.ts';
import { lstm } from './lstm.ts';
import { maxPooling2d } from './maxPooling2d.ts';

/** Every layer kind, in palette order. A new kind is one file here, one in the engine, and a line in each index. */
export const layerKinds: readonly LayerKind[] = [
  dense,
  dropout,
  flatten,
  conv2d,
  maxPooling2d,
  lstm,
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
