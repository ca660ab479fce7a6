import { StudioError } from '#shared/result.ts';
import { batchNormalization } from './batchNormalization.ts';
import { conv2d } from './conv2d.ts';
import type { CpuLayerKind } from './cpuLayer.ts';
import { dense } from './dense.ts';
import { dropout } from './dropout.ts';
import { flatten } from './flatten.ts';
import { layerNormalization } from './layerNormalization.ts';
import { maxPooling2d } from './maxPooling2d.ts';
import { lstm } from './recurrentLayers.ts';

/** Every layer kind the CPU engine runs; one file and one line each. */
const kinds: Readonly<Record<string, CpuLayerKind>> = {
  dense,
  conv2d,
  maxPooling2d,
  flatten,
  dropout,
  lstm,
  batchNormalization,
  layerNormalization,
};

export const cpuLayerKinds: readonly string[] = Object.keys(kinds);

/** The layer kind over the kernels; throws `layerUnknown`. */
export function cpuLayerKind(kind: string): CpuLayerKind {
  const found = Object.hasOwn(kinds, kind) ? kinds[kind] : undefined;
  if (!found) throw new StudioError('layerUnknown', { value: kind, known: cpuLayerKinds.join(', ') });
  return found;
}
