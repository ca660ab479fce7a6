import type { Decimal, Delimiter, ThousandsMark } from '#shared/domain/tableOptions.ts';

/** How numbers of a table are written. */
export interface NumberConventions {
  readonly decimal: Decimal;
  readonly thousands: ThousandsMark;
}

/**
 * Ways to write a number: `plain` 1234, `point` 1.5, `comma` 1,5, `pointGroup` 1.234 and `commaGroup` 1,234 (which may be either),
 * `pointGroups` 1.234.567 or 1.234,5, `commaGroups` 1,234,567 or 1,234.5, `blankGroups` 1 234,5, `quoteGroups` 1'234.5.
 */
export const numberForms = [
  'plain',
  'point',
  'comma',
  'pointGroup',
  'commaGroup',
  'pointGroups',
  'commaGroups',
  'blankGroups',
  'quoteGroups',
] as const;
export type NumberForm = (typeof numberForms)[number];
export type FormCounts = Record<NumberForm, number>;

const patterns: readonly (readonly [NumberForm, RegExp])[] = [
  ['plain', /^\d+(e[+-]?\d+)?$/i],
  ['pointGroup', /^\d{1,3}\.\d{3}$/],
  ['commaGroup', /^\d{1,3},\d{3}$/],
  ['point', /^(\d+\.\d*|\.\d+)(e[+-]?\d+)?$/i],
  ['comma', /^(\d+,\d*|,\d+)(e[+-]?\d+)?$/i],
  ['pointGroups', /^\d{1,3}(\.\d{3})+,\d*$|^\d{1,3}(\.\d{3}){2,}$/],
  ['commaGroups', /^\d{1,3}(,\d{3})+\.\d*$|^\d{1,3}(,\d{3}){2,}$/],
  ['blankGroups', /^\d{1,3}( \d{3})+([.,]\d*)?$/],
  ['quoteGroups', /^\d{1,3}('\d{3})+([.,]\d*)?$/],
];
const money = String.raw`\p{Sc}|US\$|R\$|USD|EUR|GBP|CHF|JPY|CNY|INR|BRL|MXN|kr|zł`;
const decorated = new RegExp(
  String.raw`^([+-]?)\s*(?:${money})?\s*([+-]?)\s*([\d.,' ]*\d[\d.,']*(?:e[+-]?\d+)?)\s*(?:${money}|%)?$`,
  'iu',
);
/** What a number can begin with: a digit, a mark, a sign, or a letter of a currency. */
const beginning = /^[\d.,'+\-−–\s\p{Sc}UuRrEeGgCcJjIiBbMmKkZz]/u;
/** A longer cell is a text whatever it holds. */
const MAX_CHARACTERS = 40;

/** A number without sign, currency and percent sign, and the way it is written; null for what is none. */
export function numberForm(
  text: string,
): { readonly form: NumberForm; readonly digits: string; readonly isNegative: boolean } | null {
  if (text.length > MAX_CHARACTERS || !beginning.test(text)) return null;
  const plain = text
    .replace(/[\u00a0\u202f\u2009]/g, ' ')
    .replace(/[’`]/g, "'")
    .replace(/^[−–]/, '-');
  const match = decorated.exec(plain);
  if (!match) return null;
  const [, first = '', second = '', digits = ''] = match;
  if (first !== '' && second !== '') return null;
  const form = patterns.find(([, pattern]) => pattern.test(digits))?.[0];
  return form === undefined ? null : { form, digits, isNegative: first === '-' || second === '-' };
}

/** The finite value of a cell under the conventions of its table; null for what is no number there. A percent sign changes nothing. */
export function parseLocalNumber(text: string, conventions: NumberConventions): number | null {
  const usual = groupedNumber(text, conventions);
  if (usual !== null) return usual;
  const found = numberForm(text);
  if (!found) return null;
  const digits = canonical(found.form, found.digits, conventions);
  const value = digits === null ? NaN : Number(digits);
  if (!Number.isFinite(value)) return null;
  return found.isNegative ? -value : value;
}

const groupedPatterns: Readonly<Record<string, RegExp>> = {
  ',.': /^[+-]?\d{1,3}(,\d{3})+(\.\d+)?$/,
  '.,': /^[+-]?\d{1,3}(\.\d{3})+(,\d+)?$/,
};

/** Thousands as most tables write them, without the long way. */
function groupedNumber(text: string, { decimal, thousands }: NumberConventions): number | null {
  const pattern = groupedPatterns[`${thousands}${decimal}`];
  if (!pattern?.test(text)) return null;
  const joined = text.replaceAll(thousands, '');
  return Number(decimal === ',' ? joined.replace(',', '.') : joined);
}

/** The digits as `Number` understands them. A point is understood in a table of decimal commas too, unless it groups. */
function canonical(form: NumberForm, digits: string, { decimal, thousands }: NumberConventions): string | null {
  const withPoint = (text: string): string => text.replace(',', '.');
  if (form === 'plain') return digits;
  if (form === 'point') return digits;
  if (form === 'pointGroup') return thousands === '.' ? digits.replace('.', '') : digits;
  if (form === 'comma') return decimal === ',' ? withPoint(digits) : null;
  if (form === 'commaGroup')
    return decimal === ',' ? withPoint(digits) : thousands === ',' ? digits.replace(',', '') : null;
  if (form === 'pointGroups') return thousands === '.' ? withPoint(digits.replaceAll('.', '')) : null;
  if (form === 'commaGroups') return thousands === ',' ? digits.replaceAll(',', '') : null;
  const group = form === 'blankGroups' ? ' ' : "'";
  if (thousands !== group) return null;
  const joined = digits.replaceAll(group, '');
  return joined.includes(decimal) || !/[.,]/.test(joined) ? withPoint(joined) : null;
}

/** A choice of conventions and the code of its reason. */
export interface ConventionsGuess extends NumberConventions {
  readonly decimalCode: 'decimalPoint' | 'decimalComma' | 'decimalSemicolons' | 'decimalNone';
  readonly thousandsCode: 'thousandsNone' | 'thousandsFound';
}

/** What the numbers of a table are written with, by how often each form occurs. A lone group, 1,234, is a fraction only between semicolons. */
export function guessConventions(counts: FormCounts, delimiter: Delimiter | null): ConventionsGuess {
  const commas = counts.comma + counts.pointGroups;
  const points = counts.point + counts.commaGroups + counts.pointGroup;
  if (commas > points) return { decimal: ',', decimalCode: 'decimalComma', ...thousandsOf(counts, ',') };
  const isLoneGroup = points === 0 && commas === 0 && counts.commaGroup > 0;
  if (isLoneGroup && delimiter === ';')
    return { decimal: ',', decimalCode: 'decimalSemicolons', ...thousandsOf(counts, ',') };
  return { decimal: '.', decimalCode: points > 0 ? 'decimalPoint' : 'decimalNone', ...thousandsOf(counts, '.') };
}

function thousandsOf(counts: FormCounts, decimal: Decimal): Pick<ConventionsGuess, 'thousands' | 'thousandsCode'> {
  const grouped = decimal === ',' ? counts.pointGroups : counts.commaGroups + counts.commaGroup;
  const found: readonly (readonly [ThousandsMark, number])[] = [
    [decimal === ',' ? '.' : ',', grouped],
    [' ', counts.blankGroups],
    ["'", counts.quoteGroups],
  ];
  const [mark, count] = found.reduce((best, candidate) => (candidate[1] > best[1] ? candidate : best));
  return count > 0
    ? { thousands: mark, thousandsCode: 'thousandsFound' }
    : { thousands: '', thousandsCode: 'thousandsNone' };
}

/** Counts of no forms at all. */
export function noForms(): FormCounts {
  return {
    plain: 0,
    point: 0,
    comma: 0,
    pointGroup: 0,
    commaGroup: 0,
    pointGroups: 0,
    commaGroups: 0,
    blankGroups: 0,
    quoteGroups: 0,
  };
}
