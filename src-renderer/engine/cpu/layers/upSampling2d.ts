import { shapeSize } from '#shared/layers/kind.ts';
import type { CpuLayerKind } from './cpuLayer.ts';
import { pictureWindow, windowArguments } from './window.ts';

/** Every place becomes size × size equal ones; the gradient is their sum, the mean of the square times its places. */
export const upSampling2d: CpuLayerKind = ({ kernels, params, inputShape, outputShape, needsInputGradient, room }) => {
  const [height = 1, width = 1, channels = 1] = inputShape;
  const size = Number(params.size);
  const squares = windowArguments(pictureWindow(outputShape, inputShape, { size, stride: size, padding: 'valid' }));
  const values = shapeSize(inputShape);
  const y = room(shapeSize(outputShape));
  return {
    gradientInPlace: false,
    keepsOutput: false,
    forward(x, _weights, rows) {
      kernels.upSample2d(x, y, rows, height, width, channels, size);
      return y;
    },
    backward({ dy, dx, rows }) {
      if (!needsInputGradient) return;
      kernels.averagePool2d(dy, dx, ...squares(rows));
      kernels.scale(dx, rows * values, size * size);
    },
  };
};
