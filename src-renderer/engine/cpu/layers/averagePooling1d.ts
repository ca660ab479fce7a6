import { averagePooling, poolingParams } from './averagePooling.ts';
import type { CpuLayerKind } from './cpuLayer.ts';
import { sequenceWindow } from './window.ts';

/** The mean of every window along [length, channels]. */
export const averagePooling1d: CpuLayerKind = (site) =>
  averagePooling(site, sequenceWindow(site.inputShape, site.outputShape, poolingParams(site)));
