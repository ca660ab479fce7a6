import type { LayerNode, Shape } from '#shared/domain/layerGraph.ts';
import { DATA_INPUT } from '#shared/domain/modelSources.ts';
import { withDefaults, type ParamValue, type ParamValues } from '#shared/domain/params.ts';
import { layerKind } from '#shared/layers/index.ts';
import { shapeText, type LayerProblem, type LayerRepair } from '#shared/layers/kind.ts';
import { stepLayer } from '#shared/layers/timeDistributed.ts';
import { useWords } from '../i18n/index.ts';

/** Which sentence says all that is set: a stride or gaps are named where they are not the usual ones. */
function settingsKey({ dilationRate, poolSize, strides }: ParamValues): string {
  if (Number(dilationRate ?? 1) > 1) return 'settingsDilated';
  // A pooling's usual stride is 0, its own window; elsewhere it is 1.
  return Number(strides ?? 0) > (poolSize === undefined ? 1 : 0) ? 'settingsStrided' : 'settings';
}

/** What layers, their settings, problems and repairs are called in the reader's language. */
export function useLayerWords() {
  const { t, te, number } = useWords();

  const known = (key: string, otherwise: string) => (te(key) ? t(key) : otherwise);
  const layerName = (kind: string) => known(`layers.${kind}.name`, kind);
  const paramName = (name: string) => known(`params.${name}`, name);
  const lossName = (loss: string) => known(`losses.${loss}`, loss);

  function valueText(value: ParamValue): string {
    if (typeof value === 'number') return number(value);
    return typeof value === 'string' ? known(`choices.${value}`, value) : t(value ? 'common.yes' : 'common.no');
  }

  /** "32 filters, 3 × 3, same, ReLU" */
  function settings(node: Pick<LayerNode, 'kind' | 'params'>): string {
    const values = withDefaults(layerKind(node.kind).params, node.params) as ParamValues;
    const inner = node.kind === 'timeDistributed' ? stepLayer(values) : null;
    if (inner && inner.kind !== 'dense')
      return [layerName(inner.kind), settings(inner)].filter((part) => part !== '').join(', ');
    const key = `layers.${node.kind}.${settingsKey(values)}`;
    const words = Object.fromEntries(Object.entries(values).map(([name, value]) => [name, valueText(value)]));
    return te(key) ? t(key, words, Number(values.units ?? values.filters ?? 1)) : '';
  }

  /** Detail of a problem: names of parameters, losses and choices become words, numbers the reader's. */
  function detailWords(detail: LayerProblem['detail']): Record<string, string> {
    return Object.fromEntries(
      Object.entries(detail).map(([key, value]) => {
        if (typeof value === 'number') return [key, number(value)];
        if (key === 'name') return [key, paramName(value)];
        return [key, known(`losses.${value}`, known(`choices.${value}`, value))];
      }),
    );
  }

  function problemText(problem: LayerProblem): string {
    const count = Number(problem.detail.units ?? problem.detail.count ?? 1);
    return t(`layerProblems.${problem.code}`, detailWords(problem.detail), count);
  }

  /** What the repair's button says; `position` from 1 is the layer with the problem. */
  function repairText(repair: LayerRepair, position: number): string {
    switch (repair.act) {
      case 'insertBefore':
        return t('repairs.insertBefore', { layer: layerName(repair.kind), position });
      case 'insertAfter':
        return t('repairs.insertAfter', { layer: layerName(repair.kind), settings: settings(repair), position });
      case 'setParam':
        return t('repairs.setParam', { name: paramName(repair.name), value: valueText(repair.value) });
      case 'remove':
        return t('repairs.remove', { position });
      case 'setInputs':
        return repair.inputs ? t('repairs.setInputs', { names: inputNames(repair.inputs) }) : t('repairs.readBefore');
      case 'unfreeze':
        return t('repairs.unfreeze', { position });
      case 'drawStart':
        return t('repairs.drawStart', { position });
      case 'setLoss':
        return t('repairs.setLoss', { loss: lossName(repair.loss) });
    }
  }

  /** What a layer reads, by the ids of the layers; the data by its word. */
  function inputNames(ids: readonly string[]): string {
    return ids.map((id) => (id === DATA_INPUT ? layerName('input') : id)).join(', ');
  }

  const shape = (value: Shape | null) => (value ? shapeText(value) : '–');
  return { layerName, paramName, lossName, valueText, settings, problemText, repairText, shape };
}
