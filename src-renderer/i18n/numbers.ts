import type { Language } from '#shared/domain/settings.ts';

const MINUS = '−';
const formats = new Map<string, Intl.NumberFormat>();

/** Making a format costs far more than using it: each is made once. */
function formatOf(language: Language, options: Intl.NumberFormatOptions): Intl.NumberFormat {
  const key = `${language} ${JSON.stringify(options)}`;
  const format = formats.get(key) ?? new Intl.NumberFormat(language, options);
  formats.set(key, format);
  return format;
}

/** A number as its reader writes it: true minus sign, no grouping, an exponent below 1e-4 and from 1e7 on. Reads back with `parseNumber`. */
export function formatNumber(value: number, language: Language, significantDigits = 6): string {
  if (!Number.isFinite(value)) return '–';
  const size = Math.abs(value);
  if (size !== 0 && (size < 1e-4 || size >= 1e7)) return withExponent(value, language, significantDigits);
  const options = { maximumSignificantDigits: significantDigits, useGrouping: false };
  return formatOf(language, options).format(value).replace('-', MINUS);
}

/** A number of a file as its reader would find it there: a whole one with all its digits, however large, others with up to ten. */
export function formatCell(value: number, language: Language): string {
  if (!Number.isInteger(value) || Math.abs(value) >= 1e15) return formatNumber(value, language, 10);
  return formatOf(language, { useGrouping: false }).format(value).replace('-', MINUS);
}

function withExponent(value: number, language: Language, significantDigits: number): string {
  const [mantissa = '', exponent = ''] = value.toExponential().split('e');
  const digits = Number(Number(mantissa).toPrecision(significantDigits));
  const text = formatOf(language, { maximumSignificantDigits: significantDigits }).format(digits);
  return `${text}e${exponent.replace('+', '')}`.replaceAll('-', MINUS);
}

/** A measured value with so many significant digits, zeros too, so that a column of them lines up: 0.2000. */
export function formatMeasured(value: number, language: Language, digits = 4): string {
  const size = Math.abs(value);
  if (!Number.isFinite(value) || (size !== 0 && (size < 1e-4 || size >= 1e7)))
    return formatNumber(value, language, digits);
  const options = {
    minimumSignificantDigits: digits,
    maximumSignificantDigits: digits,
    useGrouping: 'always',
  } as const;
  return formatOf(language, options).format(value).replace('-', MINUS);
}

/** A count with its thousands grouped. */
export function formatCount(value: number, language: Language): string {
  // Spanish and Italian group from five digits on by default; a column of counts reads better when all of them are grouped.
  return formatOf(language, { useGrouping: 'always', maximumFractionDigits: 0 }).format(value).replace('-', MINUS);
}

/** A large count in few characters, three digits: 4.72M. */
export function formatCompact(value: number, language: Language): string {
  return formatOf(language, { notation: 'compact', maximumSignificantDigits: 3 }).format(value).replace('-', MINUS);
}

/** A share of one as percent with so many decimals, the sign after a gap that does not break: 83 %. */
export function formatPercent(fraction: number, language: Language, decimals = 0): string {
  const options = { minimumFractionDigits: decimals, maximumFractionDigits: decimals };
  return `${formatOf(language, options).format(fraction * 100)}\u00a0%`;
}

/** A value of a column that shares its number of decimals; a sign before positive ones too where asked. */
export function formatDecimals(value: number, language: Language, decimals: number, signed = false): string {
  const digits = { minimumFractionDigits: decimals, maximumFractionDigits: decimals };
  const options = { ...digits, signDisplay: signed ? 'exceptZero' : 'auto', useGrouping: 'always' } as const;
  return formatOf(language, options).format(value).replace('-', MINUS);
}

/** What a person typed as a number: point or comma, minus or hyphen, exponents; NaN when it is none. */
export function parseNumber(text: string): number {
  const plain = text.trim().replaceAll(MINUS, '-').replace(/\s/g, '');
  const dotted = plain.includes('.') ? plain : plain.replace(',', '.');
  return /^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i.test(dotted) ? Number(dotted) : Number.NaN;
}
