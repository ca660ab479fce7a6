import { conv2d } from './conv2d.ts';
import { defineLayer, problem, shapeOf, shapeText } from './kind.ts';
import type { Padding } from './window.ts';

const { filters, kernelSize, strides, padding, activation, useBias } = conv2d.params;

/** Length of an axis after a transposed window: 'same' n · stride, 'valid' n · stride + max(window − stride, 0). */
export function transposedLength(length: number, window: number, stride: number, padding: Padding): number {
  return length * stride + (padding === 'same' ? 0 : Math.max(window - stride, 0));
}

/**
 * The way back of a convolution as a layer: every place sends its kernel's worth into the output, so strides enlarge the picture (Zeiler et al. 2010).
 * The kernel is [height, width, filters, channels] as in Keras, which reads the fans off that shape.
 */
export const conv2dTranspose = defineLayer({
  kind: 'conv2dTranspose',
  family: 'convolution',
  params: { filters, kernelSize, strides: { ...strides, default: 2 }, padding, activation, useBias },
  outputShape(input, own) {
    if (input.length !== 3) return problem('needsPicture', { shape: shapeText(input) }, { act: 'remove' });
    const [height = 0, width = 0] = input;
    const along = (length: number): number => transposedLength(length, own.kernelSize, own.strides, own.padding);
    return shapeOf(along(height), along(width), own.filters);
  },
  weights([, , channels = 0], own) {
    const field = own.kernelSize * own.kernelSize;
    const fans = { fanIn: field * own.filters, fanOut: field * channels };
    const shape = [own.kernelSize, own.kernelSize, own.filters, channels];
    return [
      { name: 'kernel', shape, ...fans, initializer: 'glorotUniform' },
      { name: 'bias', shape: [own.filters], ...fans, initializer: 'zeros' },
    ];
  },
});
