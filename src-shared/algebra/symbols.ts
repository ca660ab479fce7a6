/** Characters and words that stand lower beside a letter, and how they are written there. */
const subscripts: Readonly<Record<string, string>> = {
  ...Object.fromEntries([...'₀₁₂₃₄₅₆₇₈₉'].map((character, digit) => [character, String(digit)])),
  '₊': '+',
  '₋': '−',
  ₛ: 's',
  '∞': '∞',
};

export interface SymbolParts {
  readonly letter: string;
  readonly accent: 'hat' | 'tilde' | null;
  /** What belongs to the name and stands lower (β₁, ρ∞, Δmin), or ''. */
  readonly below: string;
}

/** Takes a printed symbol apart: 'β₁' → β with 1; 'm̂' → m with a hat; 'vMax' → v with max; a word (`lr_power`) stays whole. */
export function splitSymbol(name: string): SymbolParts {
  const decomposed = name.normalize('NFD');
  const accent = decomposed.includes('\u0302') ? 'hat' : decomposed.includes('\u0303') ? 'tilde' : null;
  const plain = [...decomposed.replace(/[\u0302\u0303]/g, '')];
  const letter = plain.filter((character) => !(character in subscripts)).join('');
  const limit = /^(\p{L})(min|max)$/iu.exec(letter);
  if (limit) return { letter: limit[1]!, accent, below: limit[2]!.toLowerCase() };
  return { letter, accent, below: plain.map((character) => subscripts[character] ?? '').join('') };
}
