import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import en from '#resources/locales/en.json' with { type: 'json' };
import es from '#resources/locales/es.json' with { type: 'json' };
import italian from '#resources/locales/it.json' with { type: 'json' };

const folder = join(import.meta.dirname, '../../../src-main/datasets');
const source = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.ts'))
  .map((name) => readFileSync(join(folder, name), 'utf8'))
  .join('\n');

const codesOf = (pattern: RegExp): string[] => [...new Set([...source.matchAll(pattern)].map((match) => match[1]!))];
const errors = [
  ...codesOf(/new StudioError\(\s*'(\w+)'/g),
  ...codesOf(/: '((?:file|disk|gzip)[A-Z]\w+)'/g),
  ...codesOf(/\? '(\w+)' : '\w+', \{ name/g),
  ...codesOf(/ : '(\w+)', \{ name/g),
];
const problems = codesOf(/code: '(\w+)', where/g);

/** Why something about a table was guessed. */
const guesses = codesOf(
  /'((?:encoding|delimiter|quote|header|decimal|thousands|missing|type|date|target)[A-Z]\w+|given)'/g,
).filter((code) => !isOption(code) && !errors.includes(code) && !problems.includes(code));

/** Other words that begin alike. */
function isOption(code: string): boolean {
  return ['dateOrder', 'quoteGroups', 'thousandsCode', 'decimalCode'].includes(code);
}

describe.each([
  ['en', en],
  ['it', italian],
  ['es', es],
])('sentences in %s', (_, messages) => {
  it.each(errors)('of the error %s', (code) => {
    const sentences: Readonly<Record<string, string>> = messages.errors;
    expect(sentences[code]).toMatch(/\.$/);
  });

  it.each(guesses)('of the guess %s', (code) => {
    const sentences: Readonly<Record<string, string>> = messages.guesses;
    expect(sentences[code]).toMatch(/\.$/);
  });

  it.each(problems)('of the problem %s', (code) => {
    const sentences: Readonly<Record<string, string>> = messages.problems;
    expect(sentences[code]).toMatch(/\.$/);
  });
});

it('finds the codes', () => {
  expect(errors).toContain('gzipTruncated');
  expect(errors).toContain('csvHeaderLength');
  expect(errors.length).toBeGreaterThan(40);
  expect(errors).toContain('xlsxDamaged');
  expect(guesses.length).toBeGreaterThan(30);
  expect(guesses).toContain('dateAmbiguous');
  expect(problems.length).toBeGreaterThan(7);
});
