import type { CpuLayerKind } from './cpuLayer.ts';
import { dense } from './dense.ts';

/** A dense layer at every step: the steps of all samples are its rows. */
export const timeDistributed: CpuLayerKind = (site) => {
  const [steps = 1, ...inputShape] = site.inputShape;
  const outputShape = site.outputShape.slice(1);
  const room = (valuesPerRow: number) => site.room(steps * valuesPerRow);
  const layer = dense({ ...site, inputShape, outputShape, room, mostRows: steps * site.mostRows });
  return {
    ...layer,
    forward: (x, weights, rows, ...rest) => layer.forward(x, weights, steps * rows, ...rest),
    backward: (pass) => layer.backward({ ...pass, rows: steps * pass.rows }),
  };
};
