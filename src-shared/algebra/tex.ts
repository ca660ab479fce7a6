import type { Notation } from './notation.ts';
import { splitSymbol } from './symbols.ts';

const letters: Readonly<Record<string, string>> = {
  θ: '\\theta',
  η: '\\eta',
  β: '\\beta',
  ρ: '\\rho',
  ε: '\\varepsilon',
  λ: '\\lambda',
  μ: '\\mu',
  γ: '\\gamma',
  κ: '\\kappa',
  φ: '\\varphi',
  α: '\\alpha',
};

const operators: Readonly<Record<string, string>> = { '−': '-', '·': '\\cdot', '∣': '\\mid' };

/** TeX, for the clipboard. */
export const tex: Notation = {
  symbol: (name, index) => {
    const { letter, hat, digits } = splitSymbol(name);
    const glyph = letters[letter] ?? (letter.length > 1 ? `\\mathrm{${letter}}` : letter);
    const base = hat ? `\\hat{${glyph}}` : glyph;
    const below = [digits === 'max' ? '\\max' : digits, index ?? ''].filter((part) => part !== '').join(',');
    return below ? `${base}_{${below}}` : base;
  },
  number: (value) => String(value),
  row: (left, operator, right) => `${left} ${operators[operator] ?? operator} ${right}`,
  fraction: (numerator, denominator) => `\\frac{${numerator}}{${denominator}}`,
  power: (base, exponent) => `${base}^{${exponent}}`,
  root: (radicand) => `\\sqrt{${radicand}}`,
  brackets: (inner) => `\\left(${inner}\\right)`,
  bars: (inner, doubled) => (doubled ? `\\left\\|${inner}\\right\\|` : `\\left|${inner}\\right|`),
  call: (name, parts) => `${name === '∇f' ? '\\nabla f' : `\\operatorname{${name}}`}\\left(${parts.join(', ')}\\right)`,
  cases: (condition, then, otherwise) => `\\begin{cases} ${then} & ${condition} > 0 \\\\ ${otherwise} \\end{cases}`,
};
