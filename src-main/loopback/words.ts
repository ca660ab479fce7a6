import en from '#resources/locales/en.json' with { type: 'json' };
import es from '#resources/locales/es.json' with { type: 'json' };
import it from '#resources/locales/it.json' with { type: 'json' };
import { translate, type Messages, type MessageValues } from '#shared/i18n/translate.ts';

const all: readonly Messages[] = [en, it, es];

/** A sentence in every language, one per line: for a browser of which nothing is known yet, and for a terminal that may be anyone's. */
export function inEveryLanguage(key: string, values?: MessageValues): string {
  return all.map((messages) => translate(messages, key, values)).join('\n');
}

/** A sentence in the language the shell asks for; English where it asks for none of ours. */
export function inShellLanguage(
  key: string,
  values?: MessageValues,
  env: Readonly<Record<string, string | undefined>> = process.env,
): string {
  const asked = env.LC_ALL || env.LC_MESSAGES || env.LANG || '';
  if (asked.startsWith('it')) return translate(it, key, values);
  return translate(asked.startsWith('es') ? es : en, key, values);
}
