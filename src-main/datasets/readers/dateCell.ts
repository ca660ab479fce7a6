import { dateOrders, type DateOrder } from '#shared/domain/tableOptions.ts';

const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const MAX_CHARACTERS = 40;
/** A year of two digits belongs to 1969 … 2068, as POSIX has it. */
const TWO_DIGIT_PIVOT = 69;

const time = String.raw`(?:(?:[T ]|, ?)(\d{1,2})[:.](\d{2})(?:[:.](\d{2})(?:[.,](\d{1,9}))?)?\s*(am|pm)?\s*(Z|UTC|[+-]\d{2}:?\d{2})?)?`;
const numeric = new RegExp(String.raw`^(\d{1,4})([-/.])(\d{1,2})(?:\2(\d{1,4}))?${time}$`, 'i');
const dayMonth = new RegExp(String.raw`^(\d{1,2})[- ]([a-z]{3,9})\.?[-, ]+(\d{4}|\d{2})${time}$`, 'i');
const monthDay = new RegExp(String.raw`^([a-z]{3,9})\.? +(\d{1,2}),? +(\d{4})${time}$`, 'i');

type Parts = readonly [year: number, month: number, day: number, rest: readonly (string | undefined)[]];

/** A date, perhaps with a time, as seconds since 1970-01-01 00:00 UTC; null for anything else, a 31 February included. */
export function parseDate(text: string, order: DateOrder): number | null {
  if (text.length < 6 || text.length > MAX_CHARACTERS) return null;
  const parts = order === 'named' ? namedParts(text) : numericParts(text, order);
  return parts && secondsOf(parts);
}

/** The orders in which a cell can be read as a date: '01/02/2004' in two, '2004-01-02' in one, 'red' in none. */
export function dateOrdersOf(text: string): readonly DateOrder[] {
  const first = text.charCodeAt(0) | 32;
  const isLetter = first >= 97 && first <= 122;
  if (isLetter) return parseDate(text, 'named') === null ? [] : ['named'];
  return dateOrders.filter((order) => parseDate(text, order) !== null);
}

function numericParts(text: string, order: Exclude<DateOrder, 'named'>): Parts | null {
  const match = numeric.exec(text);
  if (!match) return null;
  const [, a = '', separator = '', b = '', c, ...rest] = match;
  // Without a day only '2004-03' is a date.
  if (c === undefined)
    return order === 'ymd' && a.length === 4 && separator !== '.' ? [Number(a), Number(b), 1, rest] : null;
  if (order === 'ymd') return a.length === 4 && c.length <= 2 ? [Number(a), Number(b), Number(c), rest] : null;
  const isShort = c.length === 2 && separator === '/';
  if (a.length > 2 || (c.length !== 4 && !isShort)) return null;
  const year = fullYear(c);
  return order === 'dmy' ? [year, Number(b), Number(a), rest] : [year, Number(a), Number(b), rest];
}

function namedParts(text: string): Parts | null {
  const [, day, month, year, ...rest] = dayMonth.exec(text) ?? [];
  if (day && month && year) return [fullYear(year), monthNumber(month), Number(day), rest];
  const [, name, number, fourDigits, ...more] = monthDay.exec(text) ?? [];
  return name && number && fourDigits ? [Number(fourDigits), monthNumber(name), Number(number), more] : null;
}

function monthNumber(name: string): number {
  return months.indexOf(name.slice(0, 3).toLowerCase()) + 1;
}

function fullYear(text: string): number {
  const year = Number(text);
  return text.length > 2 ? year : year + (year >= TWO_DIGIT_PIVOT ? 1900 : 2000);
}

function secondsOf([year, month, day, [hour, minute, second, fraction, half, zone]]: Parts): number | null {
  const hours = (Number(hour ?? 0) % (half ? 12 : 25)) + (half?.toLowerCase() === 'pm' ? 12 : 0);
  const [minutes, seconds] = [Number(minute ?? 0), Number(second ?? 0)];
  if (hours > 23 || minutes > 59 || seconds > 60) return null;
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  if (month < 1 || date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day) return null;
  date.setUTCHours(hours, minutes, seconds);
  return date.getTime() / 1000 + Number(`0.${fraction ?? 0}`) - zoneSeconds(zone);
}

function zoneSeconds(zone: string | undefined): number {
  const [, sign, hours, minutes] = /^([+-])(\d{2}):?(\d{2})$/.exec(zone ?? '') ?? [];
  return sign ? (sign === '-' ? -60 : 60) * (60 * Number(hours) + Number(minutes)) : 0;
}
