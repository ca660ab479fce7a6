/** Sentences of one language, as the locale files nest them. */
export interface Messages {
  readonly [key: string]: string | Messages;
}

export type MessageValues = Readonly<Record<string, string | number>>;

/** The sentence under a dotted key, with `{name}` filled in and `one | many` chosen by `count`, as vue-i18n does; the key itself where there is none. */
export function translate(messages: Messages, key: string, values: MessageValues = {}): string {
  const message = messageAt(messages, key);
  if (message === null) return key;
  const forms = message.split(' | ');
  const form = forms[pluralIndex(Number(values.count ?? 1), forms.length)] ?? message;
  return form.replace(/\{'([^']*)'\}|\{(\w+)\}/g, (gap, literal?: string, name?: string) =>
    literal !== undefined ? literal : String(values[name ?? ''] ?? gap),
  );
}

/** True where the key leads to a sentence. */
export function hasMessage(messages: Messages, key: string): boolean {
  return messageAt(messages, key) !== null;
}

function messageAt(messages: Messages, key: string): string | null {
  let at: string | Messages | undefined = messages;
  for (const part of key.split('.')) at = typeof at === 'object' && Object.hasOwn(at, part) ? at[part] : undefined;
  return typeof at === 'string' ? at : null;
}

/** Two forms: one, many. Three: none, one, many. */
function pluralIndex(count: number, forms: number): number {
  if (forms < 3) return forms === 2 && Math.abs(count) !== 1 ? 1 : 0;
  return Math.min(Math.abs(count), 2);
}
