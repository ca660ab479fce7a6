import { describe, expect, it } from 'vitest';
import { createSSRApp } from 'vue';
import { renderToString } from 'vue/server-renderer';
import { formatDataMoment, formatDuration, formatMoment, formatStep } from '../../../src-renderer/i18n/dates.ts';
import { createStudioI18n, useErrorText, useWords } from '../../../src-renderer/i18n/index.ts';
import { keyOfTitle } from '../../../src-renderer/i18n/givenTitles.ts';
import { localeOf, resolveLanguage } from '../../../src-renderer/i18n/language.ts';
import {
  formatCell,
  formatCount,
  formatDecimals,
  formatNumber,
  formatPercent,
  parseNumber,
} from '../../../src-renderer/i18n/numbers.ts';
import type { Language } from '#shared/domain/settings.ts';

describe('numbers', () => {
  it.each<[number, Language, string]>([
    [0.001, 'en', '0.001'],
    [0.001, 'it', '0,001'],
    [-0.5, 'en', '−0.5'],
    [1e-7, 'en', '1e−7'],
    [2.5e-12, 'es', '2,5e−12'],
    [0.1 + 0.2, 'en', '0.3'],
    [412778, 'en', '412778'],
    [12345678, 'en', '1.23457e7'],
    [0, 'it', '0'],
    [Number.NaN, 'en', '–'],
  ])('%d in %s is %s', (value, language, text) => {
    expect(formatNumber(value, language)).toBe(text);
  });

  it('writes the numbers of a file with all their digits', () => {
    expect([526301100, -12, 1234567.25].map((value) => formatCell(value, 'it'))).toEqual([
      '526301100',
      '−12',
      '1234567,25',
    ]);
    expect(formatCell(1e15, 'en')).toBe('1e15');
  });

  it('groups counts in every language, from four digits on', () => {
    expect([formatCount(8224, 'en'), formatCount(8224, 'it'), formatCount(8224, 'es')]).toEqual([
      '8,224',
      '8.224',
      '8.224',
    ]);
  });

  it('writes percent and shared decimals in the reader’s way', () => {
    expect(formatPercent(0.834, 'en')).toBe('83\u00a0%');
    expect(formatPercent(0.786, 'it', 1)).toBe('78,6\u00a0%');
    expect(formatDecimals(-0.0061, 'en', 3, true)).toBe('−0.006');
    expect(formatDecimals(0.01, 'es', 3, true)).toBe('+0,010');
    expect(formatDecimals(50234.4, 'en', 0)).toBe('50,234');
  });

  it.each<[string, number]>([
    ['0.01', 0.01],
    ['0,01', 0.01],
    [' −3 ', -3],
    ['1e-4', 1e-4],
    ['1E−4', 1e-4],
    ['.5', 0.5],
    ['5.', 5],
  ])('reads %s', (text, value) => {
    expect(parseNumber(text)).toBe(value);
  });

  it.each(['', 'abc', '1.2.3', '1,2,3', '0x10', '1e', '--1', 'Infinity'])('refuses “%s”', (text) => {
    expect(parseNumber(text)).toBeNaN();
  });

  it('reads back what it writes', () => {
    for (const language of ['en', 'it', 'es'] as const)
      for (const value of [0.001, -2.5, 1e-7, 999999, 1.5e9])
        expect(parseNumber(formatNumber(value, language))).toBeCloseTo(value, 12);
  });
});

describe('dates and durations', () => {
  const now = new Date(2026, 10, 21, 9, 30);
  const at = (...parts: [number, number, number, number?]) => new Date(...parts).toISOString();

  it('says the time today, yesterday, the day this year, and the year before that', () => {
    expect(formatMoment(at(2026, 10, 21, 8), 'it', now)).toBe('08:00');
    expect(formatMoment(at(2026, 10, 20, 23), 'en', now)).toBe('yesterday');
    expect(formatMoment(at(2026, 10, 20, 23), 'es', now)).toBe('ayer');
    expect(formatMoment(at(2026, 10, 14, 12), 'en', now)).toBe('November 14');
    expect(formatMoment(at(2025, 10, 14, 12), 'it', now)).toBe('14 nov 2025');
  });

  it('says a duration in its two largest units', () => {
    expect(formatDuration(400, 'en')).toBe('6\u00a0min 40\u00a0s');
    expect(formatDuration(0.4, 'en')).toBe('0\u00a0s');
    expect(formatDuration(3600, 'it')).toBe('1\u00a0h');
    expect(formatDuration(7325, 'es')).toBe('2\u00a0h 2\u00a0min');
  });

  it.each([
    ['en', 'under a second', 'under a second left', '2\u00a0s left'],
    ['it', 'meno di un secondo', 'manca meno di un secondo', 'ancora 2\u00a0s'],
    ['es', 'menos de un segundo', 'queda menos de un segundo', 'quedan 2\u00a0s'],
  ] as const)('says less than a second in words: %s', async (language, brief, briefLeft, left) => {
    const said: string[] = [];
    const page = createSSRApp({
      setup() {
        const { duration, timeLeft } = useWords();
        said.push(duration(0), duration(0.99), duration(1), timeLeft(0.2), timeLeft(2));
        return () => null;
      },
    });
    await renderToString(page.use(createStudioI18n(language)));
    expect(said).toEqual([brief, brief, '1\u00a0s', briefLeft, left]);
  });
});

describe('language', () => {
  it('writes dates and lists as the reader’s region does', () => {
    expect(localeOf('en', ['de-DE', 'en-US'])).toBe('en-US');
    expect(localeOf('en', ['it-IT'])).toBe('en-GB');
    expect(localeOf('es', ['es-MX'])).toBe('es-MX');
    expect(localeOf('it', ['en-GB'])).toBe('it');
  });

  it.each<[Language | null, readonly string[], Language]>([
    [null, ['es-MX', 'en'], 'es'],
    [null, ['de-DE', 'it-IT'], 'it'],
    [null, ['de-DE', 'fr'], 'en'],
    ['en', ['it-IT'], 'en'],
    [null, [], 'en'],
  ])('chosen %s, system %j: %s', (chosen, preferred, language) => {
    expect(resolveLanguage(chosen, preferred)).toBe(language);
  });
});

/** What a composable gives inside a component of an app that speaks this language. */
async function speaking<T>(language: Language, use: () => T): Promise<T> {
  const given: T[] = [];
  const app = createSSRApp({
    setup: () => {
      given.push(use());
      return () => null;
    },
  });
  app.use(createStudioI18n(language));
  await renderToString(app);
  return given[0]!;
}

describe('error sentences', () => {
  it('fills in the values, numbers in the locale of the reader', async () => {
    const errorText = await speaking('it', useErrorText);
    const detail = { name: 'tasso', value: -0.5, limit: 0 };
    expect(errorText('paramTooSmall', detail)).toBe('tasso: −0,5 è troppo piccolo; il limite è 0.');
  });

  it('falls back to the sentence for the unforeseen', async () => {
    expect((await speaking('en', useErrorText))('unheardOf', { message: 'boom' })).toContain('boom');
    expect((await speaking('es', useErrorText))('unheardOf')).toContain('unheardOf');
  });
});

describe('the time of data', () => {
  it.each<[number, Language, string]>([
    [600, 'en', '10\u00a0min'],
    [3600, 'it', '1\u00a0h'],
    [86_400, 'en', '1 day'],
    [86_400, 'es', '1 día'],
    [604_800, 'it', '7 giorni'],
    [90_000, 'en', '25\u00a0h'],
  ])('%d s in %s: rows are %s apart', (seconds, language, text) => {
    expect(formatStep(seconds, language)).toBe(text);
  });

  it('names the hour where there is one', () => {
    expect(formatDataMoment(Date.UTC(1981, 0, 1), 'en-GB')).toBe('1 Jan 1981');
    expect(formatDataMoment(Date.UTC(2004, 2, 10, 18), 'en-GB')).toBe('10 Mar 2004, 18:00');
  });
});

describe('titles the studio gives', () => {
  it('are known in every language; those of a reader are not', () => {
    expect(['Two moons', 'Due lune', 'Dos lunas'].map(keyOfTitle)).toEqual(Array(3).fill('datasets.moons.name'));
    expect(keyOfTitle('Due lune in dieci secondi')).toBe('recipes.two-moons.title');
    expect(keyOfTitle('Nuevo experimento')).toBe('shell.untitled');
    expect(keyOfTitle('My moons')).toBeNull();
  });
});
