import { poolingParams } from './averagePooling.ts';
import type { CpuLayerKind } from './cpuLayer.ts';
import { maxPooling } from './maxPooling.ts';
import { pictureWindow } from './window.ts';

/** The largest value of every square window over [height, width, channels]. */
export const maxPooling2d: CpuLayerKind = (site) =>
  maxPooling(site, pictureWindow(site.inputShape, site.outputShape, poolingParams(site)));
