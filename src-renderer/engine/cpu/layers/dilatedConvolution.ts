import { cpuActivation } from './activation.ts';
import type { CpuLayer, LayerSite } from './cpuLayer.ts';
import { keptByRows, windowArguments, type Axis, type SlidingWindow, type WindowArguments } from './window.ts';

/**
 * y = activation(x ⋆ kernel + b) for a window with gaps and stride 1: the input is sorted by remainder into phases, over which the same window
 * slides without gaps (phases.ts of the kernels), and so are the gradients.
 */
export function dilatedConvolution(site: LayerSite, window: SlidingWindow): CpuLayer {
  const { kernels, mostRows, isFrozen, needsInputGradient } = site;
  const { down, across, channels, filters } = window;
  const phases = down.dilation * across.dilation;
  const inner: SlidingWindow = { ...window, down: phaseAxis(down), across: phaseAxis(across) };
  const sizes = windowArguments(inner);
  const places = down.outLength * across.outLength;
  const [inputPhases, outputPhases] = [phaseArguments(window, inner, 'input'), phaseArguments(window, inner, 'output')];
  const activation = cpuActivation(site, places * filters);
  const y = site.room(places * filters);
  const xPhases = site.room(phases * inner.down.length * inner.across.length * channels);
  const yPhases = site.room(phases * inner.down.outLength * inner.across.outLength * filters);
  site.scratch(kernels.conv2dScratch(...sizes(mostRows * phases)));
  return {
    gradientInPlace: false,
    keepsOutput: activation.keepsOutput,
    forward(x, [kernel = 0, bias = 0], rows) {
      kernels.splitPhases(x, xPhases, ...inputPhases(rows));
      kernels.conv2d(xPhases, kernel, bias, yPhases, activation.code, ...sizes(rows * phases));
      kernels.mergePhases(yPhases, y, ...outputPhases(rows));
      activation.finish(y, rows * places, filters);
      return y;
    },
    backward({ weights: [kernel = 0], gradients: [kernelGradient = 0, biasGradient = 0], y: out, dy, dx, rows }) {
      activation.backward(out, dy, rows * places, filters);
      kernels.splitPhases(dy, yPhases, ...outputPhases(rows));
      if (!isFrozen) {
        kernels.sumRows(dy, rows * places, filters, biasGradient);
        kernels.conv2dKernelGradient(xPhases, yPhases, kernelGradient, ...sizes(rows * phases));
      }
      if (!needsInputGradient) return;
      // The phases of the input are no longer needed: its gradient takes their place.
      kernels.conv2dInputGradient(yPhases, kernel, xPhases, ...sizes(rows * phases));
      kernels.mergePhases(xPhases, dx, ...inputPhases(rows));
    },
  };
}

/** The axis as one phase sees it: no gaps, the zeros around are part of it. */
function phaseAxis({ outLength, size, dilation }: Axis): Axis {
  const out = Math.ceil(outLength / dilation);
  return { length: out + size - 1, outLength: out, size, stride: 1, dilation: 1, before: 0 };
}

function phaseArguments(window: SlidingWindow, inner: SlidingWindow, side: 'input' | 'output'): WindowArguments {
  const { down, across } = window;
  const gaps = [down.dilation, across.dilation];
  if (side === 'output')
    return keptByRows([
      ...[down.outLength, across.outLength, window.filters],
      ...[...gaps, 0, 0, inner.down.outLength, inner.across.outLength],
    ]);
  return keptByRows([
    ...[down.length, across.length, window.channels],
    ...[...gaps, down.before, across.before, inner.down.length, inner.across.length],
  ]);
}
