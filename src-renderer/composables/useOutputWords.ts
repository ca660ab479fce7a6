import { computed, type ComputedRef, type Ref } from 'vue';
import type { DataShape } from '#shared/preprocessing/dataShape.ts';
import { useWords } from '../i18n/index.ts';

const MOST_NAMES = 10;

/** What the model is to answer, in words: the names of the classes, or the column of the number. */
export function useOutputWords(
  shape: Readonly<Ref<DataShape | null>>,
  target: () => string | null,
): ComputedRef<string> {
  const { t, count, list } = useWords();
  return computed(() => {
    const names = shape.value?.classNames;
    const units = shape.value?.demand.units ?? 1;
    const targets = shape.value?.targets;
    if (targets)
      return t('model.output.targets', { count: count(units), names: list(targets, { type: 'unit' }) }, units);
    if (!names && units > 1) return t('model.output.sample', { count: count(units) }, units);
    if (!names) return t('model.output.number', { name: target() ?? '' });
    const shown = list(names.slice(0, MOST_NAMES), { type: 'unit' });
    const rest = names.length - MOST_NAMES;
    const words = rest > 0 ? t('model.output.more', { names: shown, count: count(rest) }) : shown;
    return t('model.output.classes', { count: count(names.length), names: words }, names.length);
  });
}
