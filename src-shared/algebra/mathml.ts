import type { Notation } from './notation.ts';
import { splitSymbol } from './symbols.ts';

const mi = (name: string): string => `<mi>${name}</mi>`;
const mo = (operator: string): string => `<mo>${operator}</mo>`;
const mrow = (...parts: string[]): string => `<mrow>${parts.join('')}</mrow>`;

/** Index of a symbol: t, or t − 1. */
function indexed(index: string): string {
  return index === 't-1' ? mrow(mi('t'), mo('−'), '<mn>1</mn>') : mi(index);
}

/** What belongs to a name and stands lower: a digit, a word, a sign. */
function lower(below: string): string {
  if (/^\d+$/.test(below)) return `<mn>${below}</mn>`;
  return /^[+−]$/.test(below) ? mo(below) : mi(below);
}

const escaped: Readonly<Record<string, string>> = { '>': '&gt;', '<': '&lt;' };

function decimal(value: number): string {
  const text = `<mn>${Math.abs(value)}</mn>`;
  return value < 0 ? mrow(mo('−'), text) : text;
}

/** Presentation MathML Core, as browsers draw it without help. */
export const mathml: Notation = {
  symbol: (name, index) => {
    const { letter, accent, below } = splitSymbol(name);
    const base = accent ? `<mover accent="true">${mi(letter)}${mo(accent === 'hat' ? '^' : '~')}</mover>` : mi(letter);
    if (below && index) return `<msub>${base}${mrow(lower(below), mo(','), indexed(index))}</msub>`;
    if (below) return `<msub>${base}${lower(below)}</msub>`;
    return index ? `<msub>${base}${indexed(index)}</msub>` : base;
  },
  number: decimal,
  row: (left, operator, right) => mrow(left, mo(escaped[operator] ?? operator), right),
  negative: (inner) => mrow(mo('−'), inner),
  fraction: (numerator, denominator) => `<mfrac>${numerator}${denominator}</mfrac>`,
  power: (base, exponent) => {
    const [, subscripted] = /^<msub>((?:(?!<msub>).)*)<\/msub>$/.exec(base) ?? [];
    return subscripted ? `<msubsup>${subscripted}${exponent}</msubsup>` : `<msup>${base}${exponent}</msup>`;
  },
  root: (radicand) => `<msqrt>${radicand}</msqrt>`,
  brackets: (inner) => mrow(mo('('), inner, mo(')')),
  bars: (inner, doubled) => mrow(mo(doubled ? '‖' : '|'), inner, mo(doubled ? '‖' : '|')),
  call: (name, parts) => mrow(mi(name), mo('('), parts.join(mo(',')), mo(')')),
  cases: (rows) =>
    mrow(
      mo('{'),
      `<mtable>${rows.map(({ value, when }) => `<mtr><mtd>${value}</mtd><mtd>${when}</mtd></mtr>`).join('')}</mtable>`,
    ),
};
