import { languages, type Language } from '#shared/domain/settings.ts';

/** The language to show: the chosen one, else the first of the system's that is there, else English. */
export function resolveLanguage(chosen: Language | null, preferred: readonly string[]): Language {
  if (chosen) return chosen;
  const tags = preferred.map((tag) => tag.toLowerCase().split('-')[0]);
  return tags.find(isLanguage) ?? 'en';
}

/** Whether a tag is one of the languages of the studio. */
export function isLanguage(tag: string | undefined): tag is Language {
  return languages.some((language) => language === tag);
}
