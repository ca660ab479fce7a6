import type { LayerRow } from '../domain/modelCheck.ts';
import { withDefaults } from '../domain/params.ts';
import { layerKind } from './index.ts';
import { shapeSize } from './kind.ts';
import { stepLayer } from './timeDistributed.ts';

const BYTES_PER_VALUE = 4;

const multipliedWeights: readonly string[] = ['kernel', 'recurrentKernel', 'depthwiseKernel', 'pointwiseKernel'];

/** Kinds that work on every value of their output without a kernel, and how many multiply-adds that takes for each. */
const perOutput: Readonly<Record<string, (row: LayerRow) => number>> = {
  averagePooling1d: (row) => windowValues(row, 1),
  averagePooling2d: (row) => windowValues(row, 2),
  globalAveragePooling1d: placesAveraged,
  globalAveragePooling2d: placesAveraged,
  batchNormalization: () => 1,
  layerNormalization: () => 3,
  multiply: ({ inputs }) => inputs.length - 1,
  timeDistributed: averagedAtEveryStep,
  // Every step looks at all steps of the key, feature by feature, and mixes all values.
  attention: ({ inputs: [[, features = 0] = [], [steps = 0, values = 1] = []] }) => steps + (steps * features) / values,
};

/**
 * Multiply-adds of a layer for one sample's forward pass; 0 where its shape is not known. Every kernel value is used once per place of the output,
 * in a recurrent or transposed layer once per place of the input; a normalisation scales and shifts every value; an average adds up its window.
 */
export function multiplyAdds(row: LayerRow): number {
  const { node, weights, inputShape, outputShape } = row;
  if (!inputShape || !outputShape) return 0;
  const kernels = weights.filter(({ name }) => multipliedWeights.includes(name));
  const readsInput = node.kind === 'conv2dTranspose' || isRecurrent(node.kind);
  const places = shapeSize((readsInput ? inputShape : outputShape).slice(0, -1));
  const values = kernels.reduce((total, { shape }) => total + shapeSize(shape), 0);
  return values * places + shapeSize(outputShape) * (perOutput[node.kind]?.(row) ?? 0);
}

/** Multiply-adds of one sample's forward pass through all rows. */
export function allMultiplyAdds(rows: readonly LayerRow[]): number {
  return rows.reduce((sum, row) => sum + multiplyAdds(row), 0);
}

/** Bytes of what leaves a layer for one sample, as 32-bit floats. */
export function outputBytes({ outputShape }: LayerRow): number {
  return outputShape ? shapeSize(outputShape) * BYTES_PER_VALUE : 0;
}

/** Bytes of the weights as 32-bit floats. */
export function weightBytes(parameters: number): number {
  return parameters * BYTES_PER_VALUE;
}

/** Bytes an update needs at least: the weights and their gradients once, what leaves every layer for each sample of the batch. */
export function trainingBytes(rows: readonly LayerRow[], batchSize: number): number {
  return rows.reduce((sum, row) => sum + 2 * weightBytes(row.parameters ?? 0) + outputBytes(row) * batchSize, 0);
}

/** A layer at every step is of that family and is used once per place of its output all the same. */
function isRecurrent(kind: string): boolean {
  return layerKind(kind).family === 'recurrent' && kind !== 'timeDistributed';
}

function averagedAtEveryStep({ node, inputShape }: LayerRow): number {
  const { kind, params } = stepLayer(node.params);
  if (kind === 'averagePooling1d') return Number(params.poolSize);
  return kind === 'globalAveragePooling1d' ? (inputShape?.[1] ?? 0) : 0;
}

function windowValues({ node }: LayerRow, axes: number): number {
  return Number(withDefaults(layerKind(node.kind).params, node.params).poolSize) ** axes;
}

function placesAveraged({ inputShape }: LayerRow): number {
  return shapeSize(inputShape?.slice(0, -1) ?? []);
}
