import en from '#resources/locales/en.json' with { type: 'json' };
import es from '#resources/locales/es.json' with { type: 'json' };
import it from '#resources/locales/it.json' with { type: 'json' };

/** What the studio itself calls experiments, in every language, and the key under which each says it in the reader's. */
const keys: ReadonlyMap<string, string> = new Map(
  [en, it, es].flatMap(({ datasets, recipes, shell }) => [
    ...Object.entries(recipes).map(([id, { title }]) => [title, `recipes.${id}.title`] as const),
    ...Object.entries(datasets).map(([id, { name }]) => [name, `datasets.${id}.name`] as const),
    [shell.untitled, 'shell.untitled'] as const,
  ]),
);

/** The key of a title that no reader chose: that of a recipe, a built-in data set or a new experiment; null for every other one. */
export function keyOfTitle(title: string): string | null {
  return keys.get(title) ?? null;
}
