import * as tf from '@tensorflow/tfjs';
import { joinRows, runUnpacked } from '../programs/unpacked.ts';
import { cellFunctions, runStateGradient, type CellContext, type CellPrograms } from './cellPrograms.ts';

/** Keras' resetAfter. What a step keeps is z, r and q = h U + b′ of the candidate, side by side; the state is h. */
export function gruAfterPrograms(context: CellContext): CellPrograms {
  const { rows, units, z, recurrentKernel } = context;
  const recurrentBias = context.recurrentBias!;
  const functions = cellFunctions(context);
  const gatesCode = `${functions}
    void main() {
      ivec2 at = getOutputCoords();
      float sum = getB(0, at.y);
      for (int k = 0; k < UNITS; k++) sum += getS(at.x, k) * getU(k, at.y);
      setOutput(at.y < 2 * UNITS ? open(sum + getZ(at.x + first, at.y)) : sum);
    }`;
  const candidate = `
    float candidate(int row, int unit) {
      return bend(getZ(row + first, 2 * UNITS + unit) + getG(row, UNITS + unit) * getG(row, 2 * UNITS + unit));
    }`;
  const stateCode = `${functions}${candidate}
    void main() {
      ivec2 at = getOutputCoords();
      float keep = getG(at.x, at.y);
      setOutput(keep * getS(at.x, at.y) + (1.0 - keep) * candidate(at.x, at.y));
    }`;
  // Gradients of z, r, the candidate's x W + b, and its h U + b′.
  const gateGradientCode = `${functions}${candidate}
    void main() {
      ivec2 at = getOutputCoords();
      int gate = at.y / UNITS;
      int unit = at.y - gate * UNITS;
      float keep = getG(at.x, unit);
      float reset = getG(at.x, UNITS + unit);
      float made = candidate(at.x, unit);
      float state = getD(at.x, unit);
      float fresh = state * (1.0 - keep) * slope(made);
      if (gate == 0) setOutput(state * (getS(at.x, unit) - made) * GATE_SLOPE(keep));
      else if (gate == 1) setOutput(fresh * getG(at.x, 2 * UNITS + unit) * GATE_SLOPE(reset));
      else setOutput(gate == 2 ? fresh : fresh * reset);
    }`;
  const stateGradientCode = (dy: string): string => `${functions}
    void main() {
      ivec2 at = getOutputCoords();
      int unit = at.y;
      float sum = getD(at.x, unit) * getG(at.x, unit) + ${dy};
      for (int k = 0; k < 2 * UNITS; k++) sum += getZ(at.x, k) * getU(unit, k);
      for (int k = 2 * UNITS; k < 3 * UNITS; k++) sum += getZ(at.x, UNITS + k) * getU(unit, k);
      setOutput(sum);
    }`;
  return {
    stateColumns: units,
    outputColumn: 0,
    forward(step, before) {
      const outputShape = [rows, 3 * units] as const;
      const program = { inputs: ['Z', 'S', 'U', 'B'], uniforms: ['first'], outputShape, code: gatesCode };
      const gates = runUnpacked(program, [z, before, recurrentKernel, recurrentBias], [step * rows]);
      const second = {
        inputs: ['Z', 'S', 'G'],
        uniforms: ['first'],
        outputShape: [rows, units],
        code: stateCode,
      } as const;
      return { gates, state: runUnpacked(second, [z, before, gates], [step * rows]) };
    },
    gateGradient({ step, gates, before }, ofState) {
      const outputShape = [rows, 4 * units] as const;
      const program = { inputs: ['Z', 'S', 'G', 'D'], uniforms: ['first'], outputShape, code: gateGradientCode };
      return runUnpacked(program, [z, before, gates, ofState], [step * rows]);
    },
    stateGradient: ({ step, gates }, ofState, ofGates, dy) =>
      runStateGradient(
        context,
        { step, dy, columns: units, code: stateGradientCode },
        { G: gates, D: ofState, Z: ofGates, U: recurrentKernel },
      ),
    weightGradients(traces, ofGates) {
      const columns = 3 * units;
      const dq = joinRows(ofGates, columns, `at.y < ${2 * units} ? at.y : at.y + ${units}`);
      const h = joinRows(
        traces.map(({ before }) => before),
        units,
      );
      return [joinRows(ofGates, columns), tf.matMul(h, dq, true, false), tf.sum(dq, 0)];
    },
  };
}
