import { describe, expect, it } from 'vitest';
import { optimizers } from '#shared/optimizers/index.ts';
import en from '../../../resources/locales/en.json' with { type: 'json' };
import es from '../../../resources/locales/es.json' with { type: 'json' };
import it_ from '../../../resources/locales/it.json' with { type: 'json' };

type Hints = Readonly<Record<string, { readonly when?: string; readonly about?: string }>>;
const languages: Readonly<Record<string, Hints>> = {
  en: en.optimizersText,
  it: it_.optimizersText,
  es: es.optimizersText,
};

describe('E10: which one to choose', () => {
  it.each(optimizers.map(({ id }) => id))('E10: %s says in three languages when to take it', (id) => {
    const hints = Object.values(languages).map((texts) => texts[id]?.when ?? '');
    for (const hint of hints) expect(hint).toMatch(/^\p{Lu}.{19,}\.$/u);
    expect(new Set(hints).size).toBe(3);
  });

  it('E10: no two optimizers have the same advice', () => {
    const hints = optimizers.map(({ id }) => languages.en![id]!.when);
    expect(new Set(hints).size).toBe(optimizers.length);
  });
});
