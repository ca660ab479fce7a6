import { createI18n, useI18n } from 'vue-i18n';
import { isLanguage, localeOf } from './language.ts';
import type { Language } from '#shared/domain/settings.ts';
import type { ErrorDetail } from '#shared/result.ts';
import en from '#resources/locales/en.json' with { type: 'json' };
import es from '#resources/locales/es.json' with { type: 'json' };
import it from '#resources/locales/it.json' with { type: 'json' };
import {
  formatDataMoment,
  formatDay,
  formatDayTime,
  formatDuration,
  formatFullMoment,
  formatMoment,
  formatStep,
} from './dates.ts';
import {
  formatCell,
  formatCompact,
  formatCount,
  formatDecimals,
  formatMeasured,
  formatNumber,
  formatPercent,
} from './numbers.ts';

type Messages = Record<string, string>;

const asMessages = (locale: object) => locale as unknown as Messages;

/** vue-i18n over the three locale files; a missing sentence falls back to English. */
export function createStudioI18n(language: Language) {
  return createI18n({
    legacy: false,
    locale: language as string,
    fallbackLocale: 'en',
    messages: { en: asMessages(en), it: asMessages(it), es: asMessages(es) },
    missingWarn: false,
    fallbackWarn: false,
  });
}

export type StudioI18n = ReturnType<typeof createStudioI18n>;

/** What every component needs to speak: `t`, `te` and numbers, counts, dates and durations in the reader's locale. */
export function useWords() {
  const { t, te, locale } = useI18n({ useScope: 'global' });
  const language = () => (isLanguage(locale.value) ? locale.value : 'en');
  const region = () => localeOf(language(), typeof navigator === 'undefined' ? [] : navigator.languages);
  const duration = (seconds: number) => (seconds < 1 ? t('common.underSecond') : formatDuration(seconds, language()));
  return {
    t,
    te: (key: string) => te(key) || te(key, 'en'),
    inLanguage: (other: Language, key: string) => t(key, {}, { locale: other }),
    language,
    number: (value: number, significantDigits?: number) => formatNumber(value, language(), significantDigits),
    measured: (value: number, digits?: number) => formatMeasured(value, language(), digits),
    count: (value: number) => formatCount(value, language()),
    compact: (value: number) => formatCompact(value, language()),
    decimals: (value: number, digits: number, signed?: boolean) => formatDecimals(value, language(), digits, signed),
    percent: (fraction: number, decimals?: number) => formatPercent(fraction, language(), decimals),
    day: (milliseconds: number) => formatDay(milliseconds, region()),
    dayTime: (milliseconds: number) => formatDayTime(milliseconds, region()),
    moment: (iso: string) => formatMoment(iso, region()),
    fullMoment: (iso: string) => formatFullMoment(iso, region()),
    list: (items: readonly string[], options: Intl.ListFormatOptions = { type: 'conjunction' }) =>
      new Intl.ListFormat(region(), options).format(items),
    duration,
    cell: (value: number) => formatCell(value, language()),
    step: (seconds: number) => formatStep(seconds, language()),
    dataMoment: (milliseconds: number) => formatDataMoment(milliseconds, region()),
    timeLeft: (seconds: number) =>
      seconds < 1 ? t('common.underSecondLeft') : t('common.timeLeft', { time: duration(seconds) }),
  };
}

/** A function (code, detail) → sentence from `errors.<code>`; an unknown code falls back to `errors.unexpected`. */
export function useErrorText(): (code: string, detail?: ErrorDetail) => string {
  return useCodedText('errors');
}

/** The same for any group of coded sentences (`reasons`, `problems`, `layerProblems`); a code that only `errors` knows is said from there. */
export function useCodedText(group: string): (code: string, detail?: ErrorDetail) => string {
  const { t, te, number, count } = useWords();
  const written = (name: string, value: number) => (name === 'count' ? count(value) : number(value));
  return (code, detail = {}) => {
    const key = [`${group}.${code}`, `errors.${code}`].find(te);
    if (!key) return t('errors.unexpected', { message: String(detail.message ?? code) });
    return sentence(t, key, detail, written);
  };
}

/** Numbers are written in the reader's locale; `count` chooses the plural and has its thousands grouped. */
function sentence(
  t: (key: string, named: Record<string, unknown>, plural: number) => string,
  key: string,
  detail: ErrorDetail,
  written: (name: string, value: number) => string,
): string {
  const named = Object.fromEntries(
    Object.entries(detail).map(([name, value]) => [name, typeof value === 'number' ? written(name, value) : value]),
  );
  const count = detail.count;
  return t(key, named, typeof count === 'number' ? count : 1);
}
