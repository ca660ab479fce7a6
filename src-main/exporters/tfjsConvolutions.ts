import type { ParamSpecs, ValuesOf } from '#shared/domain/params.ts';
import type { conv2dTranspose } from '#shared/layers/conv2dTranspose.ts';
import type { depthwiseConv2d } from '#shared/layers/depthwiseConv2d.ts';
import type { LayerKind } from '#shared/layers/kind.ts';
import type { separableConv2d } from '#shared/layers/separableConv2d.ts';
import { square, type Config } from './tfjsWriter.ts';

type ParamsOf<K> = K extends LayerKind<infer P extends ParamSpecs> ? ValuesOf<P> : never;

interface Sliding {
  readonly kernelSize: number;
  readonly strides: number;
  readonly padding: string;
  readonly activation: string;
}

function slidingConfig({ kernelSize, strides, padding, activation }: Sliding): Config {
  return {
    kernel_size: square(kernelSize),
    strides: square(strides),
    padding,
    data_format: 'channels_last',
    dilation_rate: square(1),
    activation,
  };
}

/** What `trained` says of the kernel, of another kernel; without what it says of the kernel and the bias. */
function kernelConfig(name: 'depthwise' | 'pointwise', trained: Config): Config {
  const { kernel_initializer: initializer } = trained;
  return { [`${name}_initializer`]: initializer, [`${name}_regularizer`]: null, [`${name}_constraint`]: null };
}

function withoutKernel(trained: Config): Config {
  const { kernel_initializer: _i, kernel_regularizer: _r, kernel_constraint: _c, ...bias } = trained;
  return bias;
}

/** `trained` is what all layers with a kernel and a bias have. */
export function depthwiseConv2dConfig(params: ParamsOf<typeof depthwiseConv2d>, trained: Config): Config {
  return {
    ...slidingConfig(params),
    depth_multiplier: params.depthMultiplier,
    ...withoutKernel(trained),
    ...kernelConfig('depthwise', trained),
  };
}

export function separableConv2dConfig(params: ParamsOf<typeof separableConv2d>, trained: Config): Config {
  return {
    filters: params.filters,
    ...slidingConfig(params),
    depth_multiplier: params.depthMultiplier,
    ...withoutKernel(trained),
    ...kernelConfig('depthwise', trained),
    ...kernelConfig('pointwise', trained),
  };
}

/** TF.js knows no dilation of it. */
export function conv2dTransposeConfig(params: ParamsOf<typeof conv2dTranspose>, trained: Config): Config {
  const { dilation_rate: _, ...sliding } = slidingConfig(params);
  return { filters: params.filters, ...sliding, ...trained };
}
