import * as tf from '@tensorflow/tfjs';
import { joinRows, runUnpacked } from '../programs/unpacked.ts';
import { cellFunctions, runStateGradient, type CellContext, type CellPrograms } from './cellPrograms.ts';

/** Gates i, f, c, o side by side; a state is c, then h. */
export function lstmPrograms(context: CellContext): CellPrograms {
  const { rows, units, z, recurrentKernel } = context;
  const functions = cellFunctions(context);
  const gatesCode = `${functions}
    void main() {
      ivec2 at = getOutputCoords();
      float sum = getZ(at.x + first, at.y);
      for (int k = 0; k < UNITS; k++) sum += getS(at.x, UNITS + k) * getU(k, at.y);
      setOutput(at.y / UNITS == 2 ? bend(sum) : open(sum));
    }`;
  const stateCode = `${functions}
    void main() {
      ivec2 at = getOutputCoords();
      int unit = at.y < UNITS ? at.y : at.y - UNITS;
      float c = getG(at.x, UNITS + unit) * getS(at.x, unit) + getG(at.x, unit) * getG(at.x, 2 * UNITS + unit);
      setOutput(at.y < UNITS ? c : getG(at.x, 3 * UNITS + unit) * bend(c));
    }`;
  const cellGradient = `
    float cellGradient(int row, int unit) {
      float bent = bend(getS(row, unit));
      return getD(row, unit) + getD(row, UNITS + unit) * getG(row, 3 * UNITS + unit) * slope(bent);
    }`;
  const gateGradientCode = `${functions}${cellGradient}
    void main() {
      ivec2 at = getOutputCoords();
      int gate = at.y / UNITS;
      int unit = at.y - gate * UNITS;
      float own = getG(at.x, at.y);
      if (gate == 3) {
        setOutput(getD(at.x, UNITS + unit) * bend(getS(at.x, unit)) * GATE_SLOPE(own));
        return;
      }
      float c = cellGradient(at.x, unit);
      if (gate == 2) setOutput(c * getG(at.x, unit) * slope(own));
      else setOutput(c * (gate == 0 ? getG(at.x, 2 * UNITS + unit) : getP(at.x, unit)) * GATE_SLOPE(own));
    }`;
  const stateGradientCode = (dy: string): string => `${functions}${cellGradient}
    void main() {
      ivec2 at = getOutputCoords();
      int unit = at.y - UNITS;
      if (unit < 0) {
        setOutput(cellGradient(at.x, at.y) * getG(at.x, UNITS + at.y));
        return;
      }
      float sum = ${dy};
      for (int k = 0; k < 4 * UNITS; k++) sum += getZ(at.x, k) * getU(unit, k);
      setOutput(sum);
    }`;
  return {
    stateColumns: 2 * units,
    outputColumn: units,
    forward(step, before) {
      const program = {
        inputs: ['Z', 'S', 'U'],
        uniforms: ['first'],
        outputShape: [rows, 4 * units],
        code: gatesCode,
      } as const;
      const gates = runUnpacked(program, [z, before, recurrentKernel], [step * rows]);
      const outputShape = [rows, 2 * units] as const;
      return { gates, state: runUnpacked({ inputs: ['G', 'S'], outputShape, code: stateCode }, [gates, before]) };
    },
    gateGradient({ gates, state, before }, ofState) {
      const outputShape = [rows, 4 * units] as const;
      const program = { inputs: ['G', 'S', 'P', 'D'], outputShape, code: gateGradientCode };
      return runUnpacked(program, [gates, state, before, ofState]);
    },
    stateGradient: ({ step, gates, state }, ofState, ofGates, dy) =>
      runStateGradient(
        context,
        { step, dy, columns: 2 * units, code: stateGradientCode },
        { G: gates, S: state, D: ofState, Z: ofGates, U: recurrentKernel },
      ),
    weightGradients(traces, ofGates) {
      const dz = joinRows(ofGates, 4 * units);
      const h = joinRows(
        traces.map(({ before }) => before),
        units,
        `at.y + ${units}`,
      );
      return [dz, tf.matMul(h, dz, true, false)];
    },
  };
}
