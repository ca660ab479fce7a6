import { StudioError } from '#shared/result.ts';

const ownMachine = new Set(['127.0.0.1', 'localhost', '[::1]']);

/** The address, if nobody on the way can change what it gives: HTTPS, or this very machine. Throws `downloadUnsafe`. */
export function safeAddress(address: string | URL, base?: URL): URL {
  const url = new URL(address, base);
  const isSafe = url.protocol === 'https:' || (url.protocol === 'http:' && ownMachine.has(url.hostname));
  if (!isSafe) throw new StudioError('downloadUnsafe', { value: `${url.protocol}//${url.host}` });
  return url;
}
