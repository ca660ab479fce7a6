import { languages, type Language } from '#shared/domain/settings.ts';

/** The language to show: the chosen one, else the first of the system's that is there, else English. */
export function resolveLanguage(chosen: Language | null, preferred: readonly string[]): Language {
  if (chosen) return chosen;
  const tags = preferred.map((tag) => tag.toLowerCase().split('-')[0]);
  return tags.find(isLanguage) ?? 'en';
}

/** The reader's own form of a language, for dates and lists: the first of the system's tags in it, else British for English. */
export function localeOf(language: Language, preferred: readonly string[]): string {
  const own = preferred.find((tag) => tag.toLowerCase().startsWith(`${language}-`));
  return own ?? (language === 'en' ? 'en-GB' : language);
}

/** Whether a tag is one of the languages of the studio. */
export function isLanguage(tag: string | undefined): tag is Language {
  return languages.some((language) => language === tag);
}
