import { describe, expect, it } from 'vitest';
import { hasMessage, translate } from '#shared/i18n/translate.ts';

const messages = {
  plain: 'Nothing to fill',
  errors: { fileMissing: 'There is no file {path}.', twice: '{a} and {a}, then {b}.' },
  runs: '{count} run | {count} runs',
  rows: 'no row | one row | {count} rows',
  literal: "a {'{'}brace{'}'}",
};

describe('translate', () => {
  it('finds nested keys and fills every gap', () => {
    expect(translate(messages, 'plain')).toBe('Nothing to fill');
    expect(translate(messages, 'errors.fileMissing', { path: 'a.csv' })).toBe('There is no file a.csv.');
    expect(translate(messages, 'errors.twice', { a: 1, b: 'two' })).toBe('1 and 1, then two.');
  });

  it('chooses the plural form by count', () => {
    expect([0, 1, 2].map((count) => translate(messages, 'runs', { count }))).toEqual(['0 runs', '1 run', '2 runs']);
    expect([0, 1, 7].map((count) => translate(messages, 'rows', { count }))).toEqual(['no row', 'one row', '7 rows']);
  });

  it('keeps gaps without a value and literal braces visible', () => {
    expect(translate(messages, 'errors.fileMissing')).toBe('There is no file {path}.');
    expect(translate(messages, 'literal')).toBe('a {brace}');
  });

  it('gives the key back where there is no sentence', () => {
    expect(translate(messages, 'errors.none')).toBe('errors.none');
    expect(translate(messages, 'errors')).toBe('errors');
    expect(translate(messages, 'plain.deeper')).toBe('plain.deeper');
    expect(hasMessage(messages, 'errors.fileMissing')).toBe(true);
    expect(hasMessage(messages, 'toString')).toBe(false);
  });
});
