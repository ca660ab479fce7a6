import en from '#resources/locales/en.json' with { type: 'json' };
import es from '#resources/locales/es.json' with { type: 'json' };
import it from '#resources/locales/it.json' with { type: 'json' };
import { languages, type Language } from '#shared/domain/settings.ts';
import { translate, type Messages, type MessageValues } from '#shared/i18n/translate.ts';

/** A sentence of the locale files in the reader's language. */
export type Translate = (key: string, values?: MessageValues) => string;

const messages: Readonly<Record<Language, Messages>> = { en, it, es };

/** The language chosen in the settings, else the first of the system's that there is, else English. */
export function pickLanguage(chosen: Language | null, systemLanguages: readonly string[]): Language {
  if (chosen !== null) return chosen;
  const wanted = systemLanguages.map((tag) => tag.toLowerCase().split('-')[0]);
  return wanted.map((tag) => languages.find((each) => each === tag)).find((found) => found !== undefined) ?? 'en';
}

/** Words of one language for menu and dialogs, from the same files as the page's. */
export function wordsOf(language: Language): Translate {
  return (key, values) => translate(messages[language], key, values);
}
