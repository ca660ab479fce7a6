import { shapeSize } from '#shared/layers/kind.ts';
import type { CpuLayerKind } from './cpuLayer.ts';
import { keptByRows } from './window.ts';

/** Zeros around a picture: one phase, cut out a little too large; the way back takes its middle. */
export const zeroPadding2d: CpuLayerKind = ({ kernels, params, inputShape, outputShape, needsInputGradient, room }) => {
  const padding = Number(params.padding);
  const sizes = keptByRows([...inputShape, 1, 1, padding, padding, ...outputShape.slice(0, 2)]);
  const y = room(shapeSize(outputShape));
  return {
    gradientInPlace: false,
    keepsOutput: false,
    forward(x, _weights, rows) {
      kernels.splitPhases(x, y, ...sizes(rows));
      return y;
    },
    backward({ dy, dx, rows }) {
      if (needsInputGradient) kernels.mergePhases(dy, dx, ...sizes(rows));
    },
  };
};
