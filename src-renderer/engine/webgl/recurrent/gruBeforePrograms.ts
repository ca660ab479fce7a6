import * as tf from '@tensorflow/tfjs';
import { joinRows, runUnpacked } from '../programs/unpacked.ts';
import { cellFunctions, runStateGradient, type CellContext, type CellPrograms } from './cellPrograms.ts';

/** The form of the paper: the reset gate works on the state. What a step keeps is z and r; a state is the candidate, then h. */
export function gruBeforePrograms(context: CellContext): CellPrograms {
  const { rows, units, z, recurrentKernel } = context;
  const functions = cellFunctions(context);
  const gatesCode = `${functions}
    void main() {
      ivec2 at = getOutputCoords();
      float sum = getZ(at.x + first, at.y);
      for (int k = 0; k < UNITS; k++) sum += getS(at.x, UNITS + k) * getU(k, at.y);
      setOutput(open(sum));
    }`;
  const stateCode = `${functions}
    void main() {
      ivec2 at = getOutputCoords();
      int unit = at.y < UNITS ? at.y : at.y - UNITS;
      float sum = getZ(at.x + first, 2 * UNITS + unit);
      for (int k = 0; k < UNITS; k++)
        sum += getG(at.x, UNITS + k) * getS(at.x, UNITS + k) * getU(k, 2 * UNITS + unit);
      float keep = getG(at.x, unit);
      float made = bend(sum);
      setOutput(at.y < UNITS ? made : keep * getS(at.x, UNITS + unit) + (1.0 - keep) * made);
    }`;
  // The sigmoid's own factor is what has gone through the gate already.
  const ofReset =
    context.recurrentActivation === 'hardSigmoid'
      ? 'sum * getP(at.x, UNITS + unit) * GATE_SLOPE(reset)'
      : 'sum * reset * (getP(at.x, UNITS + unit) * (1.0 - reset))';
  // Gradients of z, r and the candidate, and what goes through r to the state.
  const gateGradientCode = `${functions}
    float fresh(int row, int unit) {
      return getD(row, UNITS + unit) * (1.0 - getG(row, unit)) * slope(getS(row, unit));
    }
    void main() {
      ivec2 at = getOutputCoords();
      int gate = at.y / UNITS;
      int unit = at.y - gate * UNITS;
      float keep = getG(at.x, unit);
      if (gate == 0) {
        float difference = getP(at.x, UNITS + unit) - getS(at.x, unit);
        setOutput(getD(at.x, UNITS + unit) * difference * GATE_SLOPE(keep));
        return;
      }
      if (gate == 2) {
        setOutput(fresh(at.x, unit));
        return;
      }
      float sum = 0.0;
      for (int k = 0; k < UNITS; k++) sum += fresh(at.x, k) * getU(unit, 2 * UNITS + k);
      float reset = getG(at.x, UNITS + unit);
      setOutput(gate == 3 ? sum * reset : ${ofReset});
    }`;
  const stateGradientCode = (dy: string): string => `${functions}
    void main() {
      ivec2 at = getOutputCoords();
      int unit = at.y - UNITS;
      if (unit < 0) {
        setOutput(0.0);
        return;
      }
      float sum = getD(at.x, at.y) * getG(at.x, unit) + getZ(at.x, 3 * UNITS + unit) + ${dy};
      for (int k = 0; k < 2 * UNITS; k++) sum += getZ(at.x, k) * getU(unit, k);
      setOutput(sum);
    }`;
  const outputShape = [rows, 2 * units] as const;
  return {
    stateColumns: 2 * units,
    outputColumn: units,
    forward(step, before) {
      const program = { inputs: ['Z', 'S', 'U'], uniforms: ['first'], outputShape, code: gatesCode };
      const gates = runUnpacked(program, [z, before, recurrentKernel], [step * rows]);
      const second = { inputs: ['Z', 'S', 'U', 'G'], uniforms: ['first'], outputShape, code: stateCode };
      return { gates, state: runUnpacked(second, [z, before, recurrentKernel, gates], [step * rows]) };
    },
    gateGradient: ({ gates, state, before }, ofState) =>
      runUnpacked({ inputs: ['G', 'S', 'P', 'D', 'U'], outputShape: [rows, 4 * units], code: gateGradientCode }, [
        gates,
        state,
        before,
        ofState,
        recurrentKernel,
      ]),
    stateGradient: ({ step, gates }, ofState, ofGates, dy) =>
      runStateGradient(
        context,
        { step, dy, columns: 2 * units, code: stateGradientCode },
        { G: gates, D: ofState, Z: ofGates, U: recurrentKernel },
      ),
    weightGradients(traces, ofGates) {
      const h = joinRows(
        traces.map(({ before }) => before),
        units,
        `at.y + ${units}`,
      );
      const reset = joinRows(
        traces.map(({ gates }) => gates),
        units,
        `at.y + ${units}`,
      );
      const ofKernel = tf.matMul(h, joinRows(ofGates, 2 * units), true, false);
      const candidates = joinRows(ofGates, units, `at.y + ${2 * units}`);
      const ofCandidate = tf.matMul(tf.mul(reset, h) as tf.Tensor2D, candidates, true, false);
      return [joinRows(ofGates, 3 * units), tf.concat([ofKernel, ofCandidate], 1)];
    },
  };
}
