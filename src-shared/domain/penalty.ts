import type { WeightName } from '../layers/kind.ts';
import type { LayerNode } from './layerGraph.ts';
import type { LayerRow } from './modelCheck.ts';
import { trainedWeights } from './trained.ts';

/** What large weights cost: l1 Σ |w| + l2 Σ w², as Keras' `L1L2`. */
export interface Penalty {
  readonly l1: number;
  readonly l2: number;
}

/** The weights Keras' `kernel_regularizer` and its two relatives are about: no biases, no recurrent kernels, no embeddings. */
const penalised: ReadonlySet<WeightName> = new Set(['kernel', 'depthwiseKernel', 'pointwiseKernel']);

/** True where a layer has weights that can be penalised. */
export function canBePenalised({ weights }: Pick<LayerRow, 'weights'>): boolean {
  return weights.some(({ name }) => penalised.has(name));
}

/** The penalty of a layer, null where it has none. */
export function penaltyOf({ regularizer }: Pick<LayerNode, 'regularizer'>): Penalty | null {
  return regularizer && (regularizer.l1 > 0 || regularizer.l2 > 0) ? regularizer : null;
}

/** For every tensor of a model, in layer order, what its values cost; null where nothing or where it is not trained. */
export function penalties(rows: readonly Pick<LayerRow, 'node' | 'weights'>[]): (Penalty | null)[] {
  return rows.flatMap((row) => {
    const trained = trainedWeights(row);
    return row.weights.map(({ name }, i) => (trained[i] && penalised.has(name) ? penaltyOf(row.node) : null));
  });
}
