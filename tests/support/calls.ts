import type { CallName } from '#shared/contract.ts';

/** A page of the loopback host without a browser: redeems the token of the first address and keeps the cookie. */
export interface LoopbackPage {
  /** Origin of the host. */
  readonly origin: string;
  /** Sends any input, right or wrong, and gives back the HTTP status and the parsed answer. */
  call(name: CallName, input: unknown): Promise<{ readonly status: number; readonly answer: unknown }>;
}

/** Opens the first address as a browser would. Throws where the host gives no cookie for it. */
export async function openPage(url: string): Promise<LoopbackPage> {
  const { origin } = new URL(url);
  const response = await fetch(url, { redirect: 'manual' });
  await response.body?.cancel();
  const cookie = response.headers
    .getSetCookie()
    .map((line) => line.split(';')[0])
    .join('; ');
  if (cookie === '') throw new Error(`The first address gave no cookie (HTTP ${response.status}).`);
  return {
    origin,
    call: async (name, input) => {
      const headers = { 'content-type': 'application/json', cookie, origin };
      const answer = await fetch(`${origin}/call/${name}`, { method: 'POST', headers, body: JSON.stringify(input) });
      return { status: answer.status, answer: await answer.json().catch(() => null) };
    },
  };
}
