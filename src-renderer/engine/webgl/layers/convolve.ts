import * as tf from '@tensorflow/tfjs';
import { activationGradient } from '../programs/activation.ts';
import { convolveOnDevice, inputGradientOnDevice, type Window } from '../programs/convolution.ts';
import { filterGradientOnDevice } from '../programs/filterGradient.ts';
import { sumOfRows } from '../programs/sums.ts';
import { withGradient } from './withGradient.ts';

export interface Convolution {
  readonly strides: number | [number, number];
  /** Numbers are places before and after each axis of x. */
  readonly padding: Parameters<typeof tf.backend_util.computeConv2DInfo>[4];
  readonly dilations?: number | [number, number];
  /** Applied to the sum; one that `activationCode` knows. Linear where absent. */
  readonly applied?: string;
  /** Whose derivative is taken on the way back; what is applied where absent. */
  readonly derived?: string;
  /** False where x is data: its gradient is left out. */
  readonly needsInputGradient?: boolean;
  /** True where kernel and bias stay as they are. */
  readonly isFrozen?: boolean;
}

/**
 * activation(x ⋆ kernel + bias) on WebGL 2, differentiable: x [batch, height, width, channels], kernel [height, width, channels, filters], bias
 * [filters] or null. Own programs both ways; only the gradient of x under strides above 1 is TF.js's, which has none for strides with gaps.
 */
export function convolve(x: tf.Tensor, kernel: tf.Tensor, bias: tf.Tensor | null, options: Convolution): tf.Tensor {
  const { applied = 'linear', derived = applied, needsInputGradient = true, isFrozen = false } = options;
  const window = windowOf(x, kernel, options);
  const weights = bias ? [kernel, bias] : [kernel];
  return withGradient(
    { x, weights, needsInputGradient, isFrozen },
    {
      value: () => convolveOnDevice(x, kernel, window, { bias, activation: applied }),
      gradients(dy, input, y) {
        const dz = derived === 'linear' ? dy : activationGradient(derived, y, dy);
        return {
          x: () => inputGradient(dz, kernel, window, options),
          weights: [() => filterGradientOnDevice(input, dz, window), ...(bias ? [() => sumOfRows(dz)] : [])],
        };
      },
    },
  );
}

type Shape4 = [number, number, number, number];

function windowOf({ shape: x }: tf.Tensor, { shape: kernel }: tf.Tensor, options: Convolution): Window {
  const { strides, padding, dilations = 1 } = options;
  return tf.backend_util.computeConv2DInfo(x as Shape4, kernel as Shape4, strides, dilations, padding);
}

function inputGradient(dy: tf.Tensor, kernel: tf.Tensor, window: Window, { strides, padding }: Convolution): tf.Tensor {
  if (window.strideHeight === 1 && window.strideWidth === 1) return inputGradientOnDevice(dy, kernel, window);
  const attributes = { inputShape: window.inShape, strides, pad: padding, dataFormat: 'NHWC' };
  return tf.engine().runKernel('Conv2DBackpropInput', { dy, filter: kernel }, attributes);
}
