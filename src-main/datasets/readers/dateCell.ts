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
  if (month < 1 || month > 12 || day < 1 || day > monthLength(year, month)) return null;
  const days = daysSince1970(year, month, day);
  if (hour === undefined) return 86_400 * days;
  const hours = half ? (Number(hour) % 12) + (half.toLowerCase() === 'pm' ? 12 : 0) : Number(hour);
  const [minutes, seconds] = [Number(minute), Number(second ?? 0)];
  if (hours > 23 || minutes > 59 || seconds > 60) return null;
  const parts = fraction === undefined ? 0 : Number(`0.${fraction}`);
  return 86_400 * days + 3600 * hours + 60 * minutes + seconds + parts - zoneSeconds(zone);
}

function monthLength(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}

/** Days of the Gregorian calendar since 1970-01-01; a year is counted from March, so that the leap day is its last. */
function daysSince1970(year: number, month: number, day: number): number {
  const marchYear = month > 2 ? year : year - 1;
  const century = Math.floor(marchYear / 100);
  const dayOfYear = Math.floor((153 * (month > 2 ? month - 3 : month + 9) + 2) / 5) + day - 1;
  return 365 * marchYear + Math.floor(marchYear / 4) - century + Math.floor(century / 4) + dayOfYear - 719_468;
}

function zoneSeconds(zone: string | undefined): number {
  if (zone === undefined) return 0;
  const [, sign, hours, minutes] = /^([+-])(\d{2}):?(\d{2})$/.exec(zone) ?? [];
  return sign ? (sign === '-' ? -60 : 60) * (60 * Number(hours) + Number(minutes)) : 0;
}
