import type * as tf from '@tensorflow/tfjs';
import { activationCode } from './activationCode.ts';
import { fetchOwn, runPacked } from './packed.ts';

/** The gradient before an activation from the one behind it, by the activated values y. */
export function activationGradient(name: string, y: tf.Tensor, dy: tf.Tensor): tf.Tensor {
  const code = (): string => `
void main() {
  int texel = ownTexel();
  vec4 y = ${fetchOwn('Y')};
  setOutput(${fetchOwn('Dy')} * ${activationCode(name)!.derivative});
}`;
  return runPacked({ inputs: ['Y', 'Dy'], outputShape: y.shape, key: `activationGradient ${name}`, code }, [y, dy]);
}
