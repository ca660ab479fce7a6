import { defineLayer } from './kind.ts';
import { slideOverPicture } from './window.ts';

/** The largest value of every square window; the window moves by its own size. */
export const maxPooling2d = defineLayer({
  kind: 'maxPooling2d',
  family: 'pooling',
  params: {
    poolSize: { type: 'integer', default: 2, min: 1, max: 64, scale: 'linear', slider: [1, 8] },
    padding: { type: 'choice', default: 'valid', choices: ['valid', 'same'] },
  },
  outputShape(input, { poolSize, padding }) {
    const channels = (count: number) => count;
    return slideOverPicture(input, { window: poolSize, stride: poolSize, padding, parameter: 'poolSize', channels });
  },
  weights: () => [],
});
