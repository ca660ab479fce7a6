import { setTitle, type Edit } from '#shared/domain/draftEdits.ts';
import { languages } from '#shared/domain/settings.ts';
import type { DatasetDescriptor } from '#shared/domain/dataset.ts';
import { useWords } from '../i18n/index.ts';
import { useDatasetNames } from './useDatasetNames.ts';

/** An experiment that nobody named is called as its data set, and is renamed with it; a name of its own stays. */
export function useTitleFollows(): (previous: string) => (chosen: DatasetDescriptor) => Edit {
  const { te, inLanguage } = useWords();
  const nameOf = useDatasetNames();

  /** What the set is called in any language: the reader may have switched since. */
  function namesOf(id: string): readonly string[] {
    const key = `datasets.${id}.name`;
    return te(key) ? languages.map((language) => inLanguage(language, key)) : [nameOf(id)];
  }

  return (previous) => {
    const names = namesOf(previous);
    return (chosen) => (experiment) => {
      if (!names.includes(experiment.title)) return experiment;
      const name = te(`datasets.${chosen.id}.name`) ? nameOf(chosen.id) : chosen.name;
      return setTitle(name)(experiment);
    };
  };
}
