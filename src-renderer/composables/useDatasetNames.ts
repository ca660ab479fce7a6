import { computed } from 'vue';
import { useWords } from '../i18n/index.ts';
import { useDatasetsStore } from '../stores/datasets.ts';

/** What a data set is called: built-in ones in the reader's language, imported ones as they were named, unknown ones by their id. */
export function useDatasetNames(): (id: string) => string {
  const { t, te } = useWords();
  const datasets = useDatasetsStore();
  const names = computed(() => new Map(datasets.list.map((dataset) => [dataset.id, dataset.name] as const)));
  return (id) => (te(`datasets.${id}.name`) ? t(`datasets.${id}.name`) : (names.value.get(id) ?? id));
}
