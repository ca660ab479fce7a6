import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { createI18n } from 'vue-i18n';
import en from '#resources/locales/en.json' with { type: 'json' };
import es from '#resources/locales/es.json' with { type: 'json' };
import it_ from '#resources/locales/it.json' with { type: 'json' };
import { runStatuses } from '#shared/domain/run.ts';
import { translate, type Messages } from '#shared/i18n/translate.ts';
import { initializers } from '#shared/initializers/index.ts';
import { layerKinds } from '#shared/layers/index.ts';
import { losses } from '#shared/losses/index.ts';
import { optimizers } from '#shared/optimizers/index.ts';
import { paramTextKeys } from '#shared/optimizers/innerParams.ts';
import { schedules } from '#shared/schedules/index.ts';
import { scheduleIds, scheduleParams } from '#shared/schedules/plan.ts';
import { plateauParams } from '#shared/schedules/plateauPlan.ts';
import { repositoryRoot } from '../../scripts/paths.ts';
import { gapsOf, readLocaleUse, sentencesOf } from '../support/localeUse.ts';

const files: Readonly<Record<string, Messages>> = { en, it: it_, es };
const english = sentencesOf(en);
const use = readLocaleUse();

describe.each(Object.entries(files))('%s.json', (language, messages) => {
  const sentences = sentencesOf(messages);

  it('has the keys of en.json, no more and no fewer', () => {
    expect([...sentences.keys()].sort()).toEqual([...english.keys()].sort());
  });

  it('has no empty sentence, no space at either end, no exclamation mark', () => {
    const odd = [...sentences].filter(([, text]) => text.trim() === '' || text.trim() !== text || /[!¡]/.test(text));
    expect(odd).toEqual([]);
  });

  it('quotes in one way', () => {
    const others = language === 'en' ? /[«»]/ : /[“”]/;
    expect([...sentences].filter(([, text]) => others.test(text))).toEqual([]);
  });

  it('has the gaps and the plural forms of en.json', () => {
    const formOf = (text: string) => ({ gaps: gapsOf(text), plurals: text.split(' | ').length });
    const odd = [...sentences].filter(
      ([key, text]) => JSON.stringify(formOf(text)) !== JSON.stringify(formOf(english.get(key) ?? '')),
    );
    expect(odd).toEqual([]);
  });

  it('reads the same on the page (vue-i18n) and in the main process (translate)', () => {
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => undefined);
    const { t } = createI18n({
      legacy: false,
      locale: language,
      messages: { [language]: messages } as Record<string, never>,
    }).global;
    const odd = [...sentences].flatMap(([key, text]) =>
      [1, 2].flatMap((count) => {
        const values = { ...Object.fromEntries(gapsOf(text).map((gap) => [gap, `<${gap}>`])), count };
        const page = t(key, values, count);
        return page === translate(messages, key, values) ? [] : [{ key, page, main: translate(messages, key, values) }];
      }),
    );
    warn.mockRestore();
    expect(odd).toEqual([]);
  });
});

describe('keys and sources', () => {
  it('no sentence is unused', () => {
    expect([...english.keys()].filter((key) => !use.isUsed(key))).toEqual([]);
  });

  it('no sentence is missing', () => {
    expect(use.asked.length).toBeGreaterThan(0);
    expect(use.asked.filter(({ key }) => !english.has(key))).toEqual([]);
  });

  it('every error code has its sentence', () => {
    const has = (code: string) => english.has(`errors.${code}`) || english.has(`problems.${code}`);
    expect(use.thrown.length).toBeGreaterThan(0);
    expect(use.thrown.filter(({ code }) => !has(code))).toEqual([]);
  });
});

/** Keys the registries and the files of the recipes ask for. */
const registered: Readonly<Record<string, readonly string[]>> = {
  optimizers: optimizers.flatMap(({ id, params }) => [
    ...['name', 'about', 'when', 'defaults'].map((part) => `optimizersText.${id}.${part}`),
    ...Object.keys(params).map((param) => {
      const keys = paramTextKeys(id, params, param);
      return keys.find((key) => english.has(key)) ?? keys.at(-1)!;
    }),
  ]),
  layers: layerKinds.flatMap(({ kind, params }) => [
    ...['name', 'about'].map((part) => `layers.${kind}.${part}`),
    ...Object.keys(params).map((param) => `params.${param}`),
  ]),
  choices: [...optimizers, ...layerKinds, ...initializers, { params: plateauParams }, ...schedules].flatMap(
    ({ params }) =>
      Object.entries(params).flatMap(([name, spec]) =>
        // The inner rule of a rule goes by its own name.
        spec.type === 'choice' && name !== 'inner' ? spec.choices.map((choice: string) => `choices.${choice}`) : [],
      ),
  ),
  losses: losses.flatMap(({ id, params = {} }) => [
    `losses.${id}`,
    `lossesAbout.${id}`,
    ...Object.keys(params).map((param) => `params.${param}`),
  ]),
  initializers: initializers.flatMap(({ id, params }) => [
    ...['name', 'about'].map((part) => `initializers.${id}.${part}`),
    ...Object.keys(params).map((param) => `params.${param}`),
  ]),
  schedules: scheduleIds
    .filter((id) => id !== 'constant')
    .flatMap((id) => [
      `schedules.${id}`,
      ...Object.keys(scheduleParams(id)).map((param) => `schedules.params.${param}`),
    ]),
  statuses: runStatuses.map((status) => `status.${status}`),
  recipes: readdirSync(join(repositoryRoot, 'resources', 'recipes')).flatMap((file) =>
    ['title', 'subtitle', 'about'].map(
      (part) => `recipes.${file.replace(/\.(experiment|stand-in)\.json$/, '')}.${part}`,
    ),
  ),
};

describe('what the registries hold', () => {
  it.each(Object.entries(registered))('%s have all their texts', (_name, keys) => {
    expect(keys.length).toBeGreaterThan(0);
    expect([...new Set(keys)].filter((key) => !english.has(key))).toEqual([]);
  });
});
