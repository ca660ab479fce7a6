import { cpuActivation } from './activation.ts';
import type { CpuLayer, LayerSite } from './cpuLayer.ts';
import { windowArguments, type SlidingWindow } from './window.ts';

/** The largest value of every window, through the activation of the layer before; its place, one byte each (two where a window has more than 256 places), is kept for the way back. */
export function maxPooling(site: LayerSite, window: SlidingWindow): CpuLayer {
  const { kernels, needsInputGradient } = site;
  const sizes = windowArguments(window);
  const values = window.down.outLength * window.across.outLength * window.channels;
  const activation = cpuActivation(site, values);
  const y = site.room(values);
  const argmax = site.room(Math.ceil((window.down.size * window.across.size > 256 ? 2 * values : values) / 4));
  return {
    gradientInPlace: false,
    keepsOutput: activation.keepsOutput,
    forward(x, _weights, rows) {
      kernels.maxPool2d(x, y, argmax, ...sizes(rows));
      activation.apply(y, rows, values);
      return y;
    },
    backward({ y: out, dy, dx, rows }) {
      if (!needsInputGradient) return;
      activation.backward(out, dy, rows, values);
      kernels.maxPool2dGradient(dy, argmax, dx, ...sizes(rows));
    },
  };
}
