import * as tf from '@tensorflow/tfjs';
import { maxPoolGradientOnDevice, maxPoolOnDevice } from '../programs/maxPooling.ts';
import type { ProgramLayer, ProgramSite } from './programLayer.ts';
import { withGradient } from './withGradient.ts';

/** The largest value of every window of [batch, height, width, channels]. */
export const maxPooling2d: ProgramLayer = (x, _weights, site) => {
  const size = Number(site.params.poolSize);
  return maxPoolingOver(x, [size, size], site);
};

/** The same for windows of any height and width that lie side by side. */
export function maxPoolingOver(
  x: tf.Tensor,
  size: [height: number, width: number],
  { params, derived, ...wanted }: ProgramSite,
): tf.Tensor {
  const shape = x.shape as [number, number, number, number];
  const window = tf.backend_util.computePool2DInfo(shape, size, size, 1, params.padding as 'same' | 'valid');
  return withGradient(
    { x, weights: [], ...wanted },
    {
      value: () => maxPoolOnDevice(x, window),
      gradients: (dy, input) => ({
        x: () => maxPoolGradientOnDevice(input, dy, window, { relu: derived === 'relu' }),
        weights: [],
      }),
    },
  );
}
