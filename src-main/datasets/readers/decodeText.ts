import { guessEncoding } from './csvText.ts';

/** The text of a small file: by its byte-order mark or its zero bytes, as UTF-8 where it is valid, else as Latin-1. */
export function decodeText(content: Buffer): string {
  const { encoding } = guessEncoding(content);
  if (encoding !== 'utf-8') return new TextDecoder(encoding).decode(content);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(content);
  } catch {
    return new TextDecoder('latin1').decode(content);
  }
}
