import * as tf from '@tensorflow/tfjs';
import { joinRows, runUnpacked } from '../programs/unpacked.ts';
import { cellFunctions, runStateGradient, type CellContext, type CellPrograms } from './cellPrograms.ts';

/** h ← activation(z + h U); the state is all there is. */
export function simpleRnnPrograms(context: CellContext): CellPrograms {
  const { rows, units, z, recurrentKernel } = context;
  const functions = cellFunctions(context);
  const outputShape = [rows, units] as const;
  const stateCode = `${functions}
    void main() {
      ivec2 at = getOutputCoords();
      float sum = getZ(at.x + first, at.y);
      for (int k = 0; k < UNITS; k++) sum += getS(at.x, k) * getU(k, at.y);
      setOutput(bend(sum));
    }`;
  const gateGradientCode = `${functions}
    void main() {
      ivec2 at = getOutputCoords();
      setOutput(getD(at.x, at.y) * slope(getS(at.x, at.y)));
    }`;
  const stateGradientCode = (dy: string): string => `${functions}
    void main() {
      ivec2 at = getOutputCoords();
      int unit = at.y;
      float sum = ${dy};
      for (int k = 0; k < UNITS; k++) sum += getZ(at.x, k) * getU(unit, k);
      setOutput(sum);
    }`;
  return {
    stateColumns: units,
    outputColumn: 0,
    forward(step, before) {
      const program = { inputs: ['Z', 'S', 'U'], uniforms: ['first'], outputShape, code: stateCode };
      const state = runUnpacked(program, [z, before, recurrentKernel], [step * rows]);
      return { gates: state, state };
    },
    gateGradient: ({ state }, ofState) =>
      runUnpacked({ inputs: ['D', 'S'], outputShape, code: gateGradientCode }, [ofState, state]),
    stateGradient: ({ step }, _ofState, ofGates, dy) =>
      runStateGradient(
        context,
        { step, dy, columns: units, code: stateGradientCode },
        { Z: ofGates, U: recurrentKernel },
      ),
    weightGradients(traces, ofGates) {
      const dz = joinRows(ofGates, units);
      const h = joinRows(
        traces.map(({ before }) => before),
        units,
      );
      return [dz, tf.matMul(h, dz, true, false)];
    },
  };
}
