import { randomInt } from 'node:crypto';

const ALPHABET = '0123456789abcdefghijklmnopqrstuvwxyz';

/** A new id no one can guess or meet twice: a prefix that says what it is and 14 random letters (72 bits). */
export function newId(prefix: string): string {
  let id = `${prefix}-`;
  for (let position = 0; position < 14; position++) id += ALPHABET[randomInt(ALPHABET.length)];
  return id;
}

const ID = /^[a-z0-9][a-z0-9_-]{0,63}$/;

/** True for what may stand in an address or a folder name as an id: no dot, no separator, no capital. */
export function isId(text: string): boolean {
  return ID.test(text);
}
