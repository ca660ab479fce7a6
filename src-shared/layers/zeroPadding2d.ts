import { defineLayer, shapeOf } from './kind.ts';
import { needsPicture } from './window.ts';

/** Zeros around a picture, equally many on every side. */
export const zeroPadding2d = defineLayer({
  kind: 'zeroPadding2d',
  family: 'shape',
  params: {
    padding: { type: 'integer', default: 1, min: 0, max: 64, scale: 'linear', slider: [0, 8] },
  },
  outputShape(input, { padding }) {
    const [height = 0, width = 0, channels = 0] = input;
    return input.length === 3 ? shapeOf(height + 2 * padding, width + 2 * padding, channels) : needsPicture(input);
  },
  weights: () => [],
});
