import { keyOfTitle } from '../i18n/givenTitles.ts';
import { useWords } from '../i18n/index.ts';

/** What an experiment is called: a title the studio gave it follows the reader's language, one of a reader's own stays as it is. */
export function useExperimentTitles(): (title: string) => string {
  const { t } = useWords();
  return (title) => {
    const key = keyOfTitle(title);
    return key === null ? title : t(key);
  };
}
