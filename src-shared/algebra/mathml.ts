import type { Notation } from './notation.ts';
import { splitSymbol } from './symbols.ts';

const mi = (name: string): string => `<mi>${name}</mi>`;
const mo = (operator: string): string => `<mo>${operator}</mo>`;
const mrow = (...parts: string[]): string => `<mrow>${parts.join('')}</mrow>`;

/** Index of a symbol: t, or t − 1. */
function indexed(index: string): string {
  return index === 't-1' ? mrow(mi('t'), mo('−'), '<mn>1</mn>') : mi(index);
}

function decimal(value: number): string {
  const text = `<mn>${Math.abs(value)}</mn>`;
  return value < 0 ? mrow(mo('−'), text) : text;
}

/** Presentation MathML Core, as browsers draw it without help. */
export const mathml: Notation = {
  symbol: (name, index) => {
    const { letter, hat, digits } = splitSymbol(name);
    const base = hat ? `<mover accent="true">${mi(letter)}${mo('^')}</mover>` : mi(letter);
    if (digits && index) return `<msub>${base}${mrow(`<mn>${digits}</mn>`, mo(','), indexed(index))}</msub>`;
    if (digits) return `<msub>${base}<mn>${digits}</mn></msub>`;
    return index ? `<msub>${base}${indexed(index)}</msub>` : base;
  },
  number: decimal,
  row: (left, operator, right) => mrow(left, mo(operator), right),
  fraction: (numerator, denominator) => `<mfrac>${numerator}${denominator}</mfrac>`,
  power: (base, exponent) => `<msup>${base}${exponent}</msup>`,
  root: (radicand) => `<msqrt>${radicand}</msqrt>`,
  brackets: (inner) => mrow(mo('('), inner, mo(')')),
  bars: (inner, doubled) => mrow(mo(doubled ? '‖' : '|'), inner, mo(doubled ? '‖' : '|')),
  call: (name, parts) => mrow(mi(name), mo('('), parts.join(mo(',')), mo(')')),
  cases: (condition, then, otherwise) =>
    mrow(
      mo('{'),
      `<mtable><mtr><mtd>${then}</mtd><mtd>${mrow(condition, mo('&gt;'), '<mn>0</mn>')}</mtd></mtr>` +
        `<mtr><mtd>${otherwise}</mtd><mtd></mtd></mtr></mtable>`,
    ),
};
