import type { LayerNode } from '../domain/layerGraph.ts';
import { withDefaults, type ParamValues } from '../domain/params.ts';
import { layerKind } from './index.ts';

/** The activation of a layer's output; `linear` where it has none, or one that works inside. */
export function outputActivation({ kind, params }: Pick<LayerNode, 'kind' | 'params'>): string {
  const { params: specs, activatesInside } = layerKind(kind);
  if (activatesInside) return 'linear';
  const { activation } = withDefaults(specs, params) as ParamValues;
  return typeof activation === 'string' ? activation : 'linear';
}
