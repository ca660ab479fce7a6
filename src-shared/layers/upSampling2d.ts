import { defineLayer, shapeOf } from './kind.ts';
import { needsPicture } from './window.ts';

/** Every place of a picture becomes a square of size × size equal ones. */
export const upSampling2d = defineLayer({
  kind: 'upSampling2d',
  family: 'shape',
  params: {
    size: { type: 'integer', default: 2, min: 1, max: 32, scale: 'linear', slider: [1, 8] },
  },
  outputShape(input, { size }) {
    const [height = 0, width = 0, channels = 0] = input;
    return input.length === 3 ? shapeOf(size * height, size * width, channels) : needsPicture(input);
  },
  weights: () => [],
});
