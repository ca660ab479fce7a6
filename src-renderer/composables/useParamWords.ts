import { symbolOf } from '#shared/algebra/formula.ts';
import type { ParamSpecs } from '#shared/domain/params.ts';
import { paramTextKeys } from '#shared/optimizers/innerParams.ts';
import { useWords } from '../i18n/index.ts';

/** What parameters and their choices are called on the screen; a name without words stands for itself. */
export function useParamWords() {
  const { t, te } = useWords();

  function paramWords(ownerId: string | null, specs: ParamSpecs, name: string): string {
    const key = paramTextKeys(ownerId, specs, name).find((candidate) => te(candidate));
    return key === undefined ? name : t(key);
  }

  /** The words with the symbol of the paper, as it stands beside a slider: Memory β₁. */
  function paramLabel(ownerId: string | null, specs: ParamSpecs, name: string): string {
    const [words, symbol] = [paramWords(ownerId, specs, name), symbolOf(specs[name])];
    return symbol === null ? words : `${words} ${symbol}`;
  }

  /** The inner rule of a rule goes by its own name; everything else is a convention. */
  function choiceWords(name: string, value: string): string {
    const key = name === 'inner' ? `optimizersText.${value}.name` : `choices.${value}`;
    return te(key) ? t(key) : value;
  }

  return { paramWords, paramLabel, choiceWords };
}
