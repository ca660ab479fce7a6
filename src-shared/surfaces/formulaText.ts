import { StudioError } from '../result.ts';
import { formulaConstants, formulaFunctions } from './formulaFunctions.ts';

/** Signs that people type or paste, in plain ones. */
const signs: Readonly<Record<string, string>> = {
  '−': '-',
  '–': '-',
  '·': '*',
  '×': '*',
  '÷': '/',
  '²': '^2',
  '³': '^3',
  '⁴': '^4',
  π: 'pi',
  τ: 'tau',
};

/** A typed formula in plain signs, and the way back from its characters to those that were typed. */
export interface ReadFormula {
  readonly plain: string;
  /** An error about the plain character at this 0-based place. */
  trouble(code: FormulaTrouble, at: number): StudioError;
  /** An error about the first place where this word stands. */
  troubleWith(code: FormulaTrouble, what: string): StudioError;
}

export type FormulaTrouble = 'formulaSyntax' | 'formulaUnknown' | 'formulaNotAllowed' | 'formulaArguments';

/** Replaces typographic signs, remembering where each came from. Throws `formulaEmpty` and `formulaTooLong`. */
export function readFormula(text: string, maxLength: number): ReadFormula {
  if (text.trim() === '') throw new StudioError('formulaEmpty', { at: 1 });
  if (text.length > maxLength)
    throw new StudioError('formulaTooLong', { value: text.length, limit: maxLength, at: maxLength + 1 });
  const places: number[] = [];
  let plain = '';
  for (const [at, character] of [...text].entries()) {
    const replaced = signs[character] ?? character;
    places.push(...Array.from(replaced, () => at));
    plain += replaced;
  }
  const trouble = (code: FormulaTrouble, at: number, what?: string): StudioError => {
    const place = places[Math.min(Math.max(at, 0), places.length)] ?? [...text].length;
    const found = what ?? [...text][place] ?? '';
    const known = [...Object.keys(formulaConstants), ...Object.keys(formulaFunctions)].join(', ');
    return new StudioError(found === '' ? 'formulaUnfinished' : code, { at: place + 1, what: found, known });
  };
  return {
    plain,
    trouble: (code, at) => trouble(code, at),
    troubleWith: (code, what) => trouble(code, placeOf(plain, what), what),
  };
}

/** Where a word stands in a formula, as a whole word where it is one. */
function placeOf(plain: string, what: string): number {
  const escaped = what.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  const whole = new RegExp(`(?<![\\p{L}\\p{N}_])${escaped}(?![\\p{L}\\p{N}_])`, 'u').exec(plain)?.index;
  return whole ?? Math.max(0, plain.indexOf(what));
}
