import type { LayerNode } from '../domain/layerGraph.ts';
import { isAsked, withDefaults, type ParamValues } from '../domain/params.ts';
import { layerKind } from './index.ts';

/** The activation of a layer's output; `linear` where it has none, is not asked for one, or has one that works inside. */
export function outputActivation({ kind, params }: Pick<LayerNode, 'kind' | 'params'>): string {
  const { params: specs, activatesInside } = layerKind(kind);
  if (activatesInside) return 'linear';
  const values = withDefaults(specs, params) as ParamValues;
  const { activation } = values;
  return typeof activation === 'string' && isAsked(specs, 'activation', values) ? activation : 'linear';
}
