import { computed, type ComputedRef, type Ref } from 'vue';
import type { Scaling } from '#shared/domain/experiment.ts';
import type { DataShape } from '#shared/preprocessing/dataShape.ts';
import { useWords } from '../i18n/index.ts';

/** What flows into the model, in words: "picture, standardised", "200 words of a text". */
export function useInputWords(
  shape: Readonly<Ref<DataShape | null>>,
  scaling: () => Scaling,
  isText: () => boolean,
): ComputedRef<string> {
  const { t, count } = useWords();
  return computed(() => {
    if (!shape.value) return '';
    const { inputShape, vocabulary, codes } = shape.value;
    const [length = 0, features = 0] = inputShape;
    if (vocabulary !== undefined)
      return isText()
        ? t('model.input.text', { count: count(length) }, length)
        : t('model.input.tokens', { count: count(length), vocabulary: count(vocabulary) }, length);
    if (codes)
      return t(
        'model.input.codes',
        { codes: count(codes.columns), count: count(length - codes.columns) },
        codes.columns,
      );
    const isScaled = scaling() === 'standardise';
    if (inputShape.length === 3) return t(isScaled ? 'model.input.pictureScaled' : 'model.input.picture');
    if (inputShape.length === 2) {
      const key = features === 1 ? 'model.input.seriesOne' : 'model.input.series';
      return t(key, { count: count(length), values: count(features) }, length);
    }
    return t(isScaled ? 'model.input.tableScaled' : 'model.input.table', { count: count(length) }, length);
  });
}
