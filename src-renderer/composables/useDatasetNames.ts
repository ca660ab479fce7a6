import { useWords } from '../i18n/index.ts';
import { useDatasetsStore } from '../stores/datasets.ts';

/** What a data set is called: built-in ones in the reader's language, imported ones as they were named, published ones that are not here by their usual name, others by their id. */
export function useDatasetNames(): (id: string) => string {
  const { t, te } = useWords();
  const datasets = useDatasetsStore();
  return (id) => {
    if (te(`datasets.${id}.name`)) return t(`datasets.${id}.name`);
    return datasets.names.get(id) ?? (te(`data.published.${id}`) ? t(`data.published.${id}`) : id);
  };
}
