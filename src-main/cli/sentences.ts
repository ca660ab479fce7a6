import en from '#resources/locales/en.json' with { type: 'json' };
import es from '#resources/locales/es.json' with { type: 'json' };
import it from '#resources/locales/it.json' with { type: 'json' };
import type { Guess } from '#shared/domain/dataset.ts';
import type { Problem } from '#shared/domain/problem.ts';
import type { RunReason } from '#shared/domain/run.ts';
import type { Language } from '#shared/domain/settings.ts';
import { hasMessage, translate, type Messages, type MessageValues } from '#shared/i18n/translate.ts';
import { toFailure } from '#shared/result.ts';

/** The sentence under a key in the reader's language. */
export type Say = (key: string, values?: MessageValues) => string;

const languages: Readonly<Record<Language, Messages>> = { en, it, es };

/** The language the shell asks for (LC_ALL, LC_MESSAGES, LANG, in this order as POSIX has it); English where it asks for none of ours. */
export function languageOf(env: Readonly<Record<string, string | undefined>>): Language {
  const asked = env.LC_ALL || env.LC_MESSAGES || env.LANG || '';
  if (asked.startsWith('it')) return 'it';
  return asked.startsWith('es') ? 'es' : 'en';
}

/** Says everything in one language. */
export function sentencesOf(language: Language): Say {
  return (key, values) => translate(languages[language], key, values);
}

/** English, for the fields of `--json` that promise it. */
export const english: Say = sentencesOf('en');

/** One line for anything thrown: what happened, which value, where, what to do. */
export function errorLine(say: Say, error: unknown): string {
  const { code, detail } = failureOf(error);
  const key = keyOf(code, ['cli.errors', 'errors', 'problems']);
  if (key === null) return oneLine(`${code} ${JSON.stringify(detail)}`);
  // Some codes are of one place and name it in their sentence; where they do not, the place comes first.
  const isPlaceSaid = detail.where === undefined || say(key).includes('{where}');
  return oneLine(`${isPlaceSaid ? '' : `${detail.where}: `}${say(key, detail)}`);
}

/** The sentence of a problem found in data; its code is one of a descriptor or of an import that failed. */
export function problemSentence(say: Say, { code, detail, where }: Problem): string {
  const key = keyOf(code, ['problems', 'errors']);
  return oneLine(key === null ? `${code} ${JSON.stringify(detail)}` : say(key, { where, ...detail }));
}

/** Why a table was read as it was. */
export function guessSentence(say: Say, { code, detail }: Guess): string {
  const key = keyOf(code, ['guesses']);
  return oneLine(key === null ? `${code} ${JSON.stringify(detail)}` : say(key, detail));
}

/** Why a run ended, as one line; reasons that are errors too are said by the error's sentence. */
export function reasonSentence(say: Say, { code, detail }: RunReason): string {
  const key = keyOf(code, ['reasons', 'errors']);
  return oneLine(key === null ? `${code} ${JSON.stringify(detail)}` : say(key, detail));
}

function keyOf(code: string, spaces: readonly string[]): string | null {
  return spaces.map((space) => `${space}.${code}`).find((key) => hasMessage(en, key)) ?? null;
}

/** Code and values of anything thrown. */
export function failureOf(error: unknown): { readonly code: string; readonly detail: MessageValues } {
  const failure = toFailure(error);
  return failure.ok ? { code: 'unexpected', detail: {} } : failure;
}

function oneLine(text: string): string {
  return text.replace(/\s*\n\s*/g, ' ').trim();
}
