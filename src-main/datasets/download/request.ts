import { StudioError } from '#shared/result.ts';
import { safeAddress } from './address.ts';

const MAX_REDIRECTS = 5;

/** Asks for a file from byte `from` on and follows redirections, each of them checked. Throws `downloadUnsafe`, `downloadRefused`. */
export async function request(address: string, from: number, signal: AbortSignal): Promise<Response> {
  let url = safeAddress(address);
  for (let step = 0; step <= MAX_REDIRECTS; step++) {
    const response = await fetch(url, { redirect: 'manual', signal, headers: headersFor(from) });
    if (response.status < 300 || response.status >= 400) return response;
    await response.body?.cancel();
    url = safeAddress(response.headers.get('location') ?? '', url);
  }
  throw new StudioError('downloadRefused', { host: url.host, status: 310 });
}

/** Without packing on the way: a SHA-256 is that of the file as published. */
function headersFor(from: number): Record<string, string> {
  return { 'accept-encoding': 'identity', ...(from > 0 ? { range: `bytes=${from}-` } : {}) };
}
