import type { Fit } from '#shared/domain/fitToData.ts';
import { positionOf } from '#shared/domain/layerEdits.ts';
import type { FitStep } from '#shared/domain/repairAll.ts';
import { useWords } from '../i18n/index.ts';
import { useDraftStore } from '../stores/draft.ts';
import { useDatasetNames } from './useDatasetNames.ts';
import { useLayerWords } from './useLayerWords.ts';

type ByRepairs = Extract<Fit, { by: 'repairs' }>;

/** What a fit is called, before it is done and after. Layers are numbered as they stand in the fitted model. */
export function useFitWords() {
  const { t, list } = useWords();
  const layerWords = useLayerWords();
  const nameOf = useDatasetNames();
  const draft = useDraftStore();

  const dataset = (): string => nameOf(draft.experiment.data.dataset);
  const template = (fit: Exclude<Fit, ByRepairs>): string => t(`templates.${fit.template.id}.name`);

  function clause({ experiment: { model } }: ByRepairs, { layer, repair }: FitStep): string {
    const at = positionOf(model, layer);
    const node = model.layers[at];
    const own = { layer: layerWords.layerName(node?.kind ?? ''), position: at + 1 };
    switch (repair.act) {
      case 'setLoss':
        return t('fit.change.setLoss', { loss: layerWords.lossName(repair.loss) });
      case 'insertBefore':
        return t('fit.change.inserted', { layer: layerWords.layerName(repair.kind), position: at });
      case 'insertAfter':
        return t('fit.change.inserted', { layer: layerWords.layerName(repair.kind), position: at + 2 });
      case 'setParam':
        return t('fit.change.setParam', { ...own, settings: node ? layerWords.settings(node) : '' });
      default:
        return layerWords.repairText(repair, at + 1);
    }
  }

  /** "loss: mean squared error; layer 3, Dense: 1 unit, linear": every change once. */
  function changes(fit: ByRepairs): string {
    const own = fit.contenders.length > 0 ? [t('fit.change.contenders', { names: list(fit.contenders) })] : [];
    return [...new Set([...fit.steps.map((step) => clause(fit, step)), ...own])].join('; ');
  }

  /** The button's words. */
  function act(fit: Fit): string {
    return fit.by === 'repairs' ? t('fit.act') : t('fit.template', { template: template(fit) });
  }
  function title(fit: Fit): string {
    return t(fit.by === 'repairs' ? 'fit.title' : `fit.reason.${fit.reason}`, { dataset: dataset() });
  }
  function text(fit: Fit): string {
    return fit.by === 'repairs' ? t('fit.needed', { changes: changes(fit) }) : t(`fit.why.${fit.reason}`);
  }
  function step(fit: Fit): string {
    return fit.by === 'repairs' ? t('fit.step') : t('model.step.template', { template: template(fit) });
  }
  function done(fit: Fit): string {
    if (fit.by === 'template') return t('model.templateUsed', { template: template(fit) });
    return t('fit.done', { dataset: dataset(), changes: changes(fit) });
  }

  return { act, title, text, step, done };
}
