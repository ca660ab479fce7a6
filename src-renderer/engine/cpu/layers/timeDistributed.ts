import { stepLayer } from '#shared/layers/timeDistributed.ts';
import { averagePooling1d } from './averagePooling1d.ts';
import { conv1d } from './conv1d.ts';
import type { CpuLayerKind } from './cpuLayer.ts';
import { dense } from './dense.ts';
import { flatten } from './flatten.ts';
import { globalAveragePooling } from './globalAveragePooling.ts';
import { globalMaxPooling } from './globalMaxPooling.ts';
import { maxPooling1d } from './maxPooling1d.ts';

const kinds = {
  dense,
  conv1d,
  maxPooling1d,
  averagePooling1d,
  globalMaxPooling1d: globalMaxPooling,
  globalAveragePooling1d: globalAveragePooling,
  flatten,
} as const satisfies Readonly<Record<string, CpuLayerKind>>;

/** A layer at every step: the steps of all samples are its rows. */
export const timeDistributed: CpuLayerKind = (site) => {
  const [steps = 1, ...inputShape] = site.inputShape;
  const outputShape = site.outputShape.slice(1);
  const room = (valuesPerRow: number) => site.room(steps * valuesPerRow);
  const { kind, params } = stepLayer(site.params);
  const own = { ...site, inputShape, inputs: [inputShape], outputShape, room, params };
  const layer = kinds[kind]({ ...own, mostRows: steps * site.mostRows });
  return {
    ...layer,
    forward: (x, weights, rows, ...rest) => layer.forward(x, weights, steps * rows, ...rest),
    backward: (pass) => layer.backward({ ...pass, rows: steps * pass.rows }),
  };
};
