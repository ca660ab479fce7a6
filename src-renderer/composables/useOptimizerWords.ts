import { solverById } from '#shared/solvers/index.ts';
import { useWords } from '../i18n/index.ts';

/** What rules and solvers are called on the screen. */
export function useOptimizerWords() {
  const { t, te } = useWords();

  /** Where the words of a rule or solver stand in the locale files. */
  function textsOf(id: string): string {
    return `${solverById(id) ? 'surfaces.solvers' : 'optimizersText'}.${id}`;
  }

  /** Its name; an id without words stands for itself. */
  function optimizerName(id: string): string {
    const key = `${textsOf(id)}.name`;
    return te(key) ? t(key) : id;
  }

  return { textsOf, optimizerName };
}
