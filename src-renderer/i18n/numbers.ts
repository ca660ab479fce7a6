import type { Language } from '#shared/domain/settings.ts';

const MINUS = '−';

/** A number as its reader writes it: true minus sign, no grouping, an exponent below 1e-4 and from 1e7 on. Reads back with `parseNumber`. */
export function formatNumber(value: number, language: Language, significantDigits = 6): string {
  if (!Number.isFinite(value)) return '–';
  const size = Math.abs(value);
  if (size !== 0 && (size < 1e-4 || size >= 1e7)) return withExponent(value, language, significantDigits);
  const format = new Intl.NumberFormat(language, { maximumSignificantDigits: significantDigits, useGrouping: false });
  return format.format(value).replace('-', MINUS);
}

function withExponent(value: number, language: Language, significantDigits: number): string {
  const [mantissa = '', exponent = ''] = value.toExponential().split('e');
  const digits = Number(Number(mantissa).toPrecision(significantDigits));
  const text = new Intl.NumberFormat(language, { maximumSignificantDigits: significantDigits }).format(digits);
  return `${text}e${exponent.replace('+', '')}`.replaceAll('-', MINUS);
}

/** A measured value with so many significant digits, zeros too, so that a column of them lines up: 0.2000. */
export function formatMeasured(value: number, language: Language, digits = 4): string {
  const size = Math.abs(value);
  if (!Number.isFinite(value) || (size !== 0 && (size < 1e-4 || size >= 1e7)))
    return formatNumber(value, language, digits);
  const options = { minimumSignificantDigits: digits, maximumSignificantDigits: digits, useGrouping: false };
  return new Intl.NumberFormat(language, options).format(value).replace('-', MINUS);
}

/** A count with its thousands grouped. */
export function formatCount(value: number, language: Language): string {
  // Spanish and Italian group from five digits on by default; a column of counts reads better when all of them are grouped.
  return new Intl.NumberFormat(language, { useGrouping: 'always', maximumFractionDigits: 0 })
    .format(value)
    .replace('-', MINUS);
}

/** A share of one as whole percent, the sign after a thin gap that does not break: 83 %. */
export function formatPercent(fraction: number, language: Language): string {
  const whole = new Intl.NumberFormat(language, { maximumFractionDigits: 0 }).format(fraction * 100);
  return `${whole}\u202f%`;
}

/** What a person typed as a number: point or comma, minus or hyphen, exponents; NaN when it is none. */
export function parseNumber(text: string): number {
  const plain = text.trim().replaceAll(MINUS, '-').replace(/\s/g, '');
  const dotted = plain.includes('.') ? plain : plain.replace(',', '.');
  return /^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i.test(dotted) ? Number(dotted) : Number.NaN;
}
