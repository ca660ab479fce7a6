import { biasParam } from './biasParam.ts';
import type { Shape } from '../domain/layerGraph.ts';
import type { ParamSpecs } from '../domain/params.ts';
import { shapeOf, type ShapeResult, type WeightSpec } from './kind.ts';
import { needsSequence } from './window.ts';

/** What every recurrent layer can be told. */
export const recurrentParams = {
  units: { type: 'integer', default: 32, min: 1, max: 2048, scale: 'log', slider: [1, 256] },
  activation: { type: 'choice', default: 'tanh', choices: ['tanh', 'sigmoid', 'relu', 'linear'] },
  returnSequences: { type: 'boolean', default: false },
  useBias: biasParam,
} as const satisfies ParamSpecs;

/**
 * What a recurrent layer with gates can be told. `hardSigmoid` is clip(0.2 x + 0.5, 0, 1), with slope 0.2 strictly between the ends: Keras 2's and
 * TF.js's (the usual one of `tf.layers`, tfjs-layers `backend/tfjs_backend.ts`). Keras 3's is another, clip(x / 6 + 0.5, 0, 1).
 */
export const gatedParams = {
  ...recurrentParams,
  recurrentActivation: { type: 'choice', default: 'sigmoid', choices: ['sigmoid', 'hardSigmoid'] },
} as const satisfies ParamSpecs;

/** [steps, features] → [units], or [steps, units] where every step's output goes on. */
export function recurrentShape(input: Shape, units: number, returnSequences: boolean): ShapeResult {
  const [steps = 0] = input;
  if (input.length !== 2) return needsSequence(input);
  return returnSequences ? shapeOf(steps, units) : shapeOf(units);
}

/** The two kernels of `gates` gates side by side, [inputs, gates · units] each. */
export function recurrentKernels([, features = 0]: Shape, units: number, gates: number): readonly WeightSpec[] {
  const fanOut = gates * units;
  return [
    { name: 'kernel', shape: [features, fanOut], fanIn: features, fanOut, initializer: 'glorotUniform' },
    { name: 'recurrentKernel', shape: [units, fanOut], fanIn: units, fanOut, initializer: 'orthogonal' },
  ];
}
