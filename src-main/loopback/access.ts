import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

/** Who may talk to the loopback host: the browser that came with a token, and from then on carries the cookie. */
export interface Access {
  /** The token of the printed address; it opens the studio as long as the host lives. */
  readonly token: string;
  /** A token that opens the studio once within a minute: other users of the machine can read the command line of a browser. */
  issueToken(): string;
  /** True for a valid token; uses up a one-time token. */
  redeem(token: string): boolean;
  /** The Set-Cookie header that a redeemed token earns. */
  readonly setCookie: string;
  hasCookie(request: IncomingMessage): boolean;
}

const ONE_TIME_MS = 60_000;

/** 256 bits, safe in an address. */
function secret(): string {
  return randomBytes(32).toString('base64url');
}

/** Compares in a time that says nothing about where two texts differ, whatever their lengths. */
export function isSameSecret(a: string, b: string): boolean {
  return timingSafeEqual(createHash('sha256').update(a).digest(), createHash('sha256').update(b).digest());
}

/** Secrets of one host. The cookie's name carries the port, because browsers share cookies between all ports of an address. */
export function createAccess(port: number, now: () => number = Date.now): Access {
  const token = secret();
  const cookieName = `descent-studio-${port}`;
  const cookie = secret();
  let oneTime: { token: string; untilMs: number }[] = [];

  return {
    token,
    issueToken() {
      const issued = secret();
      oneTime.push({ token: issued, untilMs: now() + ONE_TIME_MS });
      return issued;
    },
    redeem(given) {
      oneTime = oneTime.filter(({ untilMs }) => untilMs > now());
      const found = oneTime.find((candidate) => isSameSecret(candidate.token, given));
      oneTime = oneTime.filter((candidate) => candidate !== found);
      return found !== undefined || isSameSecret(token, given);
    },
    setCookie: `${cookieName}=${cookie}; Path=/; HttpOnly; SameSite=Strict`,
    hasCookie: (request) => cookiesOf(request, cookieName).some((value) => isSameSecret(value, cookie)),
  };
}

function cookiesOf(request: IncomingMessage, name: string): string[] {
  const pairs = (request.headers.cookie ?? '').split(';').map((pair) => pair.trim());
  return pairs.filter((pair) => pair.startsWith(`${name}=`)).map((pair) => pair.slice(name.length + 1));
}

/** Why a request does not come from our own page, or null. Host against DNS rebinding, Origin and Sec-Fetch-Site against other sites. */
export function foreignness(request: IncomingMessage, host: string): 'hostRefusedName' | 'hostRefusedOrigin' | null {
  if (request.headers.host !== host) return 'hostRefusedName';
  const { origin } = request.headers;
  if (origin !== undefined && origin !== `http://${host}`) return 'hostRefusedOrigin';
  const site = request.headers['sec-fetch-site'];
  return site === undefined || site === 'same-origin' || site === 'none' ? null : 'hostRefusedOrigin';
}
