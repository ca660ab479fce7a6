import { isLayerKind, layerKind } from '../layers/index.ts';
import type { LayerGraph } from './layerGraph.ts';
import { withDefaults } from './params.ts';

/** True where a layer of the model drops a share of its values while it trains. */
export function hasDropout({ layers }: LayerGraph): boolean {
  return layers.some(({ kind, params }) => {
    const { rate } = isLayerKind(kind) ? withDefaults(layerKind(kind).params, params) : params;
    return Number(rate ?? 0) > 0;
  });
}
