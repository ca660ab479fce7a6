import { shapeSize, type WeightSpec } from '../layers/kind.ts';
import type { LayerNode } from './layerGraph.ts';

/** A layer with its tensors, as far as it matters here. */
interface LayerTensors {
  readonly node: Pick<LayerNode, 'frozen'>;
  readonly weights: readonly WeightSpec[];
}

/** For every tensor of a layer whether training changes it: not where the layer is frozen, and not what the layer keeps as its state. */
export function trainedWeights({ node, weights }: LayerTensors): boolean[] {
  return weights.map(({ isState }) => node.frozen !== true && isState !== true);
}

/** The same for all tensors of a model, in layer order. */
export function trainedTensors(rows: readonly LayerTensors[]): boolean[] {
  return rows.flatMap(trainedWeights);
}

/** For every layer whether it, or anything it reads, is trained: gradients need not go where nothing learns. */
export function learningRows(rows: readonly (LayerTensors & { readonly sources: readonly number[] })[]): boolean[] {
  const learns: boolean[] = [];
  for (const row of rows)
    learns.push(trainedWeights(row).includes(true) || row.sources.some((source) => source >= 0 && learns[source]));
  return learns;
}

/** Numbers that training changes. */
export function trainedValues(rows: readonly LayerTensors[]): number {
  const trained = trainedTensors(rows);
  const sizes = rows.flatMap(({ weights }) => weights.map(({ shape }) => shapeSize(shape)));
  return sizes.reduce((sum, size, i) => (trained[i] ? sum + size : sum), 0);
}
