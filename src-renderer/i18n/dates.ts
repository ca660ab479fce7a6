import type { Language } from '#shared/domain/settings.ts';
import { formatCount } from './numbers.ts';

const DAY_S = 86_400;
const DAY_MS = 1000 * DAY_S;

/** A moment as a list shows it: the time today, "yesterday", day and month this year, else with the year. `locale` is a BCP 47 tag. */
export function formatMoment(iso: string, locale: string, now: Date = new Date()): string {
  const moment = new Date(iso);
  const days = Math.round((startOfDay(now) - startOfDay(moment)) / DAY_MS);
  if (days === 0) return new Intl.DateTimeFormat(locale, { hour: '2-digit', minute: '2-digit' }).format(moment);
  if (days === 1) return new Intl.RelativeTimeFormat(locale, { numeric: 'auto' }).format(-1, 'day');
  const year = moment.getFullYear() === now.getFullYear() ? null : ({ year: 'numeric' } as const);
  return new Intl.DateTimeFormat(locale, { day: 'numeric', month: year ? 'short' : 'long', ...year }).format(moment);
}

/** A day of the calendar in UTC, as data are dated: 1 Oct 2021. Milliseconds in. */
export function formatDay(moment: number, locale: string): string {
  return new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeZone: 'UTC' }).format(moment);
}

/** A day and the time of it in UTC, as data are dated: 1 Oct 2021, 14:00. Milliseconds in. */
export function formatDayTime(moment: number, locale: string): string {
  return new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short', timeZone: 'UTC' }).format(moment);
}

/** A moment in full, for tooltips. */
export function formatFullMoment(iso: string, locale: string): string {
  return new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeStyle: 'medium' }).format(new Date(iso));
}

function startOfDay(moment: Date): number {
  return new Date(moment.getFullYear(), moment.getMonth(), moment.getDate()).getTime();
}

/** A duration in its two largest units: "6 min 40 s". Seconds in, words out. */
export function formatDuration(seconds: number, language: Language): string {
  const whole = Math.max(0, Math.round(seconds));
  const parts = [
    { unit: 'h', count: Math.floor(whole / 3600) },
    { unit: 'min', count: Math.floor((whole % 3600) / 60) },
    { unit: 's', count: whole % 60 },
  ] as const;
  const first = parts.findIndex((part) => part.count > 0);
  const shown = first < 0 ? parts.slice(2) : parts.slice(first, first + 2).filter((part) => part.count > 0);
  return shown.map((part) => unitText(part.count, part.unit, language)).join(' ');
}

/** How far the rows of a series are apart: whole days in words, all else as a duration. Seconds in. */
export function formatStep(seconds: number, language: Language): string {
  if (seconds < DAY_S || seconds % DAY_S !== 0) return formatDuration(seconds, language);
  const days = { style: 'unit', unit: 'day', unitDisplay: 'long' } as const;
  return new Intl.NumberFormat(language, days).format(seconds / DAY_S);
}

/** A moment of data; at midnight only the day. Milliseconds in. */
export function formatDataMoment(moment: number, locale: string): string {
  return moment % DAY_MS === 0 ? formatDay(moment, locale) : formatDayTime(moment, locale);
}

/** The symbols of the units are the same in every language; the gap before them does not break. */
function unitText(count: number, unit: string, language: Language): string {
  return `${formatCount(count, language)}\u00a0${unit}`;
}
