import { poolingStride } from '#shared/layers/pooling.ts';
import type { CpuLayer, LayerSite } from './cpuLayer.ts';
import { windowArguments, type SlidingWindow } from './window.ts';

/** The mean of every window over its places inside; nothing has to be kept for the way back. */
export function averagePooling({ kernels, needsInputGradient, room }: LayerSite, window: SlidingWindow): CpuLayer {
  const sizes = windowArguments(window);
  const y = room(window.down.outLength * window.across.outLength * window.channels);
  return {
    gradientInPlace: false,
    keepsOutput: false,
    forward(x, _weights, rows) {
      kernels.averagePool2d(x, y, ...sizes(rows));
      return y;
    },
    backward({ dy, dx, rows }) {
      if (needsInputGradient) kernels.averagePool2dGradient(dy, dx, ...sizes(rows));
    },
  };
}

/** Size, stride and padding of a pooling layer. */
export function poolingParams({ params }: LayerSite): { size: number; stride: number; padding: unknown } {
  const poolSize = Number(params.poolSize);
  return {
    size: poolSize,
    stride: poolingStride({ poolSize, strides: Number(params.strides ?? 0) }),
    padding: params.padding,
  };
}
