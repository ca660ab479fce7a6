import type { Contender, ContenderChanges } from '#shared/domain/experiment.ts';
import type { LayerGraph } from '#shared/domain/layerGraph.ts';
import { kindDifferences, variantIn } from '#shared/domain/modelVariants.ts';
import { USUAL_INITIALIZER } from '#shared/initializers/index.ts';
import { changeNames, type ChangeName } from '#shared/statistics/onPurpose.ts';
import { useWords } from '../i18n/index.ts';
import { useOptimizerWords } from './useOptimizerWords.ts';

type Words = { readonly [K in ChangeName]-?: (value: NonNullable<ContenderChanges[K]>, model: LayerGraph) => string };

/** What a contender has for itself beside its optimizer, in a few words: "batch 16", "with normalisation". */
export function useDifferenceWords() {
  const { t, count, number } = useWords();
  const { optimizerName } = useOptimizerWords();

  const words: Words = {
    layers: (own, model) => {
      const variant = variantIn(model, own);
      const kinds = variant === 'copy' ? kindDifferences(model.layers, own) : [];
      if (kinds.length === 0) return t(`differs.layers.${variant}`);
      return kinds.map(({ kind, count: more }) => `${more > 0 ? '+' : '−'} ${t(`layers.${kind}.name`)}`).join(' ');
    },
    initializer: ({ id }) => t(`initializers.${id}.name`),
    batchSize: (size) => t('differs.batch', { count: count(size) }),
    epochs: (epochs) => t('differs.epochs', { count: count(epochs) }, epochs),
    schedule: ({ id }) => t(`schedules.${id}`),
    clipping: ({ threshold }) => t('differs.clipped', { threshold: number(threshold) }),
    earlyStopping: () => t('differs.stopsEarly'),
  };

  /** One change; empty where the contender has none of this name. */
  function changeWords(name: ChangeName, changes: ContenderChanges | undefined, model: LayerGraph): string {
    const value = changes?.[name];
    if (value === undefined) return '';
    if (value !== null) return (words[name] as (value: unknown, model: LayerGraph) => string)(value, model);
    return name === 'initializer' ? t(`initializers.${USUAL_INITIALIZER}.name`) : t(`differs.none.${name}`);
  }

  /** The name the studio gives before values: the optimizer's and the words of its changes. */
  function label({ optimizer, changes }: Pick<Contender, 'optimizer' | 'changes'>, model: LayerGraph): string {
    const own = changeNames.map((name) => changeWords(name, changes, model)).filter((each) => each !== '');
    return [optimizerName(optimizer), ...own].join(' ').slice(0, 120);
  }

  return { changeWords, label };
}
