import { averagePooling, poolingParams } from './averagePooling.ts';
import type { CpuLayerKind } from './cpuLayer.ts';
import { pictureWindow } from './window.ts';

/** The mean of every square window over [height, width, channels]. */
export const averagePooling2d: CpuLayerKind = (site) =>
  averagePooling(site, pictureWindow(site.inputShape, site.outputShape, poolingParams(site)));
