import type { ParamValues } from '#shared/domain/params.ts';
import { shapeSize } from '#shared/layers/kind.ts';
import type { CpuLayerKind } from './cpuLayer.ts';
import type { CellKind } from './recurrent/cell.ts';
import { gruAfterCell, gruBeforeCell } from './recurrent/gru.ts';
import { lstmCell } from './recurrent/lstm.ts';
import { planRecurrence } from './recurrent/recurrence.ts';
import { simpleRnnCell } from './recurrent/simpleRnn.ts';

/** The cell of a recurrent layer kind with these parameters. */
export function cellOf(kind: string, { resetAfter }: ParamValues): CellKind {
  if (kind === 'lstm') return lstmCell;
  if (kind === 'simpleRNN') return simpleRnnCell;
  return resetAfter === false ? gruBeforeCell : gruAfterCell;
}

/** A recurrent layer from the first step to the last. */
function recurrentLayer(kind: string): CpuLayerKind {
  return (site) => {
    const units = site.outputShape.at(-1)!;
    const direction = { isReversed: false, units, column: 0, addsGradient: false };
    const recurrence = planRecurrence(site, cellOf(kind, site.params), direction);
    const y = site.room(shapeSize(site.outputShape));
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
export const lstm = recurrentLayer('lstm');

/** Gated recurrent unit in both forms. */
export const gru = recurrentLayer('gru');

/** The plain recurrent layer. */
export const simpleRNN = recurrentLayer('simpleRNN');
