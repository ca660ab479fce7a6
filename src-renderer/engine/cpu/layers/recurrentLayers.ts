import type { CpuLayerKind } from './cpuLayer.ts';
import type { CellKind } from './recurrent/cell.ts';
import { lstmCell } from './recurrent/lstm.ts';
import { planRecurrence } from './recurrent/recurrence.ts';

/** A recurrent layer of this cell, from the first step to the last. */
function recurrentLayer(cellKind: CellKind): CpuLayerKind {
  return (site) => {
    const units = site.outputShape.at(-1)!;
    const recurrence = planRecurrence(site, cellKind, { isReversed: false, units, column: 0 });
    const y = site.room(site.outputShape.reduce((product, length) => product * length, 1));
    return {
      gradientInPlace: false,
      keepsOutput: false,
      forward(x, weights, rows) {
        recurrence.forward(x, weights, rows, y);
        return y;
      },
      backward: (pass) => recurrence.backward(pass),
    };
  };
}

/** Long short-term memory. */
export const lstm = recurrentLayer(lstmCell);
