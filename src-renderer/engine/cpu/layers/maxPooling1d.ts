import { poolingParams } from './averagePooling.ts';
import type { CpuLayerKind } from './cpuLayer.ts';
import { maxPooling } from './maxPooling.ts';
import { sequenceWindow } from './window.ts';

/** The largest value of every window along [length, channels]. */
export const maxPooling1d: CpuLayerKind = (site) =>
  maxPooling(site, sequenceWindow(site.inputShape, site.outputShape, poolingParams(site)));
