import type { LayerGraph, LayerNode, Shape } from './layerGraph.ts';
import type { ParamValues } from './params.ts';

/** A few layers with branches as one thing to insert; its words are in the locale files under `model.branches.<id>`. */
export interface BranchBlock {
  readonly id: 'residual' | 'inception';
  /** True where it can stand behind something of this shape. */
  fits(shape: Shape): boolean;
  /** Its layers behind the layer (or the data) named `entry`, whose output has this shape. */
  rows(shape: Shape, entry: string): readonly Row[];
}

type Row = readonly [id: string, kind: string, params: ParamValues, inputs?: readonly string[]];

/** A convolution for pictures or sequences that keeps the places. */
function convolution(
  shape: Shape,
  filters: number,
  kernelSize: number,
  activation: string,
): readonly [string, ParamValues] {
  return [shape.length === 3 ? 'conv2d' : 'conv1d', { filters, kernelSize, padding: 'same', activation }];
}

/** Two layers and a way around them, added up (He et al. 2015): what is learned is the difference. It keeps the shape, so it can be repeated. */
const residual: BranchBlock = {
  id: 'residual',
  fits: (shape) => shape.length <= 3,
  rows(shape, entry) {
    const channels = shape.at(-1) ?? 1;
    const layer = (activation: string): readonly [string, ParamValues] =>
      shape.length === 1 ? ['dense', { units: channels, activation }] : convolution(shape, channels, 3, activation);
    return [
      ['a', ...layer('relu')],
      ['b', ...layer('linear')],
      ['sum', 'add', {}, ['b', entry]],
      ['out', 'activation', { activation: 'relu' }],
    ];
  },
};

/** Windows of several sizes side by side, the wide ones behind a mixture of channels that keeps them cheap (Szegedy et al. 2014). */
const inception: BranchBlock = {
  id: 'inception',
  fits: (shape) => shape.length === 2 || shape.length === 3,
  rows(shape, entry) {
    const conv = (filters: number, kernelSize: number) => convolution(shape, filters, kernelSize, 'relu');
    const pooling = shape.length === 3 ? 'maxPooling2d' : 'maxPooling1d';
    return [
      ['one', ...conv(8, 1), [entry]],
      ['few', ...conv(4, 1), [entry]],
      ['three', ...conv(8, 3)],
      ['fewer', ...conv(4, 1), [entry]],
      ['five', ...conv(8, 5)],
      ['pool', pooling, { poolSize: 3, strides: 1, padding: 'same' }, [entry]],
      ['pooled', ...conv(8, 1)],
      ['side', 'concatenate', {}, ['one', 'three', 'five', 'pooled']],
    ];
  },
};

export const branchBlocks: readonly BranchBlock[] = [residual, inception];

/** The layers of a block to insert behind `entry`, as a block of this name. */
export function branchPart(block: BranchBlock, shape: Shape, entry: string, name: string): LayerGraph {
  const own = 'block-1';
  const layers = block.rows(shape, entry).map(([id, kind, params, inputs]): LayerNode => ({
    ...{ id: `new-${id}`, kind, params, block: own },
    ...(inputs && { inputs: inputs.map((from) => (from === entry ? from : `new-${from}`)) }),
  }));
  return { layers, blocks: [{ id: own, name, repeat: 1 }] };
}
