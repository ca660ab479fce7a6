const subscripts = '₀₁₂₃₄₅₆₇₈₉';

export interface SymbolParts {
  readonly letter: string;
  readonly hat: boolean;
  /** Lower digits that belong to the name (β₁), or ''. */
  readonly digits: string;
}

/** Takes a printed symbol apart: 'β₁' → β with 1; 'm̂' → m with a hat; 'vMax' → v with max. */
export function splitSymbol(name: string): SymbolParts {
  const hat = name.includes('\u0302');
  const plain = name.replace('\u0302', '');
  const digits = [...plain]
    .filter((character) => subscripts.includes(character))
    .map((character) => subscripts.indexOf(character));
  const letter = [...plain].filter((character) => !subscripts.includes(character)).join('');
  const max = /^(\p{L})Max$/u.exec(letter);
  return max ? { letter: max[1]!, hat, digits: 'max' } : { letter, hat, digits: digits.join('') };
}
