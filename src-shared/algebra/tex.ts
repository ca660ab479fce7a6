import type { Notation } from './notation.ts';
import { splitSymbol } from './symbols.ts';

const letters: Readonly<Record<string, string>> = {
  θ: '\\theta',
  η: '\\eta',
  β: '\\beta',
  ρ: '\\rho',
  ε: '\\varepsilon',
  λ: '\\lambda',
  γ: '\\gamma',
  κ: '\\kappa',
  φ: '\\varphi',
  α: '\\alpha',
  μ: '\\mu',
  ν: '\\nu',
  ξ: '\\xi',
  σ: '\\sigma',
  τ: '\\tau',
  ψ: '\\psi',
  ϑ: '\\vartheta',
  Δ: '\\Delta',
  Π: '\\Pi',
};

const operators: Readonly<Record<string, string>> = {
  '−': '-',
  '·': '\\cdot',
  '∣': '\\mid',
  '∤': '\\nmid',
  '≤': '\\le',
  '≥': '\\ge',
  '∧': '\\land',
  '∨': '\\lor',
};

const below: Readonly<Record<string, string>> = { min: '\\min', max: '\\max', '−': '-', '∞': '\\infty' };
const functions: Readonly<Record<string, string>> = { '∇f': '\\nabla f', min: '\\min', max: '\\max' };

function glyph(letter: string): string {
  return letters[letter] ?? (letter.length > 1 ? `\\mathrm{${letter.replaceAll('_', '\\_')}}` : letter);
}

/** TeX, for the clipboard. */
export const tex: Notation = {
  symbol: (name, index) => {
    const parts = splitSymbol(name);
    const accents = { hat: '\\hat', tilde: '\\tilde' };
    const base = parts.accent ? `${accents[parts.accent]}{${glyph(parts.letter)}}` : glyph(parts.letter);
    const indices = [below[parts.below] ?? parts.below, index ?? ''].filter((part) => part !== '').join(',');
    return indices ? `${base}_{${indices}}` : base;
  },
  number: (value) => String(value),
  row: (left, operator, right) => `${left} ${operators[operator] ?? operator} ${right}`,
  negative: (inner) => `-${inner}`,
  fraction: (numerator, denominator) => `\\frac{${numerator}}{${denominator}}`,
  power: (base, exponent) => `${base}^{${exponent}}`,
  root: (radicand) => `\\sqrt{${radicand}}`,
  brackets: (inner) => `\\left(${inner}\\right)`,
  bars: (inner, doubled) => (doubled ? `\\left\\|${inner}\\right\\|` : `\\left|${inner}\\right|`),
  call: (name, parts) => `${functions[name] ?? `\\operatorname{${name}}`}\\left(${parts.join(', ')}\\right)`,
  cases: (rows) =>
    `\\begin{cases} ${rows.map(({ value, when }) => (when === '' ? value : `${value} & ${when}`)).join(' \\\\ ')} \\end{cases}`,
};

/** Lines of equations as TeX that compiles as it is: several stand below one another at their equals signs. */
export function alignedTex(lines: readonly string[]): string {
  if (lines.length < 2) return lines.join('');
  const rows = lines.map((line) => line.replace(' = ', ' &= '));
  return `\\begin{aligned}\n${rows.join(' \\\\\n')}\n\\end{aligned}`;
}
