import type { Shape } from '#shared/domain/layerGraph.ts';
import { shapeSize } from '#shared/layers/kind.ts';
import { keptWords } from '#shared/random/keptWords.ts';
import { cpuActivation, type ActivationHalves } from './activation.ts';
import type { CpuLayerKind } from './cpuLayer.ts';
import { pictureWindow, windowArguments, type WindowArguments } from './window.ts';

/** What follows a convolution and is computed with it. */
export interface Pooling {
  readonly outputShape: Shape;
  readonly poolSize: number;
  readonly padding: unknown;
  /** What the pooling applies and derives, after `activationPlaces`. */
  readonly activation: ActivationHalves;
  /** Share of the pooled values that a dropout behind the pooling sets to zero; 0 where there is none. */
  readonly rate: number;
}

/** Windows the kernel takes at once: poolings of other sizes would compute some twice. */
const WINDOWS_AT_ONCE = 4;

/**
 * y = dropout(max over windows of activation(x ⋆ kernel + b)) in one layer: what lies between convolution and pooling is not written, and its
 * gradient, zero but at the largest values, is never spread out. The forward pass gives the same bits as the layers one by one.
 */
export function conv2dMaxPooling2d(pooling: Pooling): CpuLayerKind {
  return (site) => {
    const { kernels, params, isFrozen, needsInputGradient } = site;
    const { poolSize, rate } = pooling;
    const filters = site.outputShape.at(-1) ?? 1;
    const values = shapeSize(pooling.outputShape);
    const size = Number(params.kernelSize);
    const convWindow = { size, stride: Number(params.strides), padding: params.padding };
    const conv = windowArguments(pictureWindow(site.inputShape, site.outputShape, convWindow));
    const poolWindow = { size: poolSize, stride: poolSize, padding: pooling.padding };
    const pool = windowArguments(pictureWindow(site.outputShape, pooling.outputShape, poolWindow));
    const both = joined(conv, pool);
    const before = cpuActivation(site, values);
    const behind = cpuActivation({ ...site, activation: pooling.activation }, values);
    const y = site.room(values);
    const argmax = site.room(Math.ceil((poolSize * poolSize > 256 ? 2 * values : values) / 4));
    const isWhole = (poolSize * poolSize) % WINDOWS_AT_ONCE === 0;
    const unpooled = isWhole ? 0 : site.room(shapeSize(site.outputShape));
    site.scratch(kernels.conv2dMaxPool2dScratch(...both(site.mostRows)));
    if (!isWhole) site.scratch(kernels.conv2dScratch(...conv(site.mostRows)));
    const { least, scale } = keptWords(rate);
    return {
      gradientInPlace: false,
      keepsOutput: behind.keepsOutput,
      forward(x, [kernel = 0, bias = 0], rows, mask) {
        if (isWhole) {
          kernels.conv2dMaxPool2d(x, kernel, bias, y, argmax, before.code, ...both(rows));
        } else {
          kernels.conv2d(x, kernel, bias, unpooled, before.code, ...conv(rows));
          kernels.maxPool2d(unpooled, y, argmax, ...pool(rows));
        }
        behind.apply(y, rows, values);
        if (mask && rate > 0) kernels.dropout(y, y, rows * values, mask.k1, mask.k2, least, scale);
        return y;
      },
      backward({
        x,
        weights: [kernel = 0],
        gradients: [kernelGradient = 0, biasGradient = 0],
        y: out,
        dy,
        dx,
        rows,
        mask,
      }) {
        if (mask && rate > 0) kernels.rectifiedDropoutGradient(out, dy, rows * values, scale);
        else behind.backward(out, dy, rows, values);
        if (!isFrozen) {
          kernels.conv2dMaxPool2dKernelGradient(x, dy, argmax, kernelGradient, ...both(rows));
          kernels.sumRows(dy, (rows * values) / filters, filters, biasGradient);
        }
        if (needsInputGradient) kernels.conv2dMaxPool2dInputGradient(dy, argmax, kernel, dx, ...both(rows));
      },
    };
  };
}

/** The arguments of both windows as the kernels want them. */
function joined(conv: WindowArguments, pool: WindowArguments): WindowArguments {
  const kept = new Map<number, readonly number[]>();
  return (rows) => {
    let found = kept.get(rows);
    if (!found) {
      const [, , , , height, width, , ...window] = pool(rows);
      kept.set(rows, (found = [...conv(rows), height!, width!, ...window]));
    }
    return found;
  };
}
