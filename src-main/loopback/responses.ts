import { createReadStream } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { fail, type ErrorDetail } from '#shared/result.ts';
import type { BytesResponse } from '#main/services/bytes.ts';
import { securityHeaders } from '#main/services/securityHeaders.ts';
import type { StaticFile } from './staticFiles.ts';
import { inEveryLanguage } from './words.ts';

/** How long a refused sender may go on sending before its connection is cut. */
const LINGER_MS = 500;

/** Security headers and a body of JSON, never cached. */
export function sendJson(response: ServerResponse, status: number, value: unknown): void {
  const body = Buffer.from(JSON.stringify(value));
  const headers = {
    'content-type': 'application/json',
    'content-length': body.byteLength,
    'cache-control': 'no-store',
  };
  response.writeHead(status, { ...securityHeaders(), ...headers });
  response.end(body);
}

export interface Refusal {
  readonly status: number;
  /** Key under `errors.` in the locale files. */
  readonly code: string;
  readonly detail?: ErrorDetail;
  readonly allow?: string;
}

/** Refuses a request and ends its connection: a sentence for a reader who opened an address, a failed Result for a page's code. */
export function refuse(request: IncomingMessage, response: ServerResponse, refusal: Refusal): void {
  if (response.headersSent || response.destroyed) return void response.destroy();
  const { status, code, detail = {}, allow } = refusal;
  const isPage = request.headers.accept?.includes('text/html') ?? false;
  const body = isPage ? `${inEveryLanguage(`errors.${code}`, detail)}\n` : JSON.stringify(fail(code, detail));
  response.writeHead(status, {
    ...securityHeaders(),
    'content-type': isPage ? 'text/plain; charset=utf-8' : 'application/json',
    'content-length': Buffer.byteLength(body),
    'cache-control': 'no-store',
    connection: 'close',
    ...(allow ? { allow } : {}),
  });
  // None once the request itself was destroyed for being too slow.
  const { socket } = response;
  response.end(body, () => {
    if (!request.complete) setTimeout(() => socket?.destroy(), LINGER_MS).unref();
  });
}

/** Sends the reader on to the studio itself, with the cookie that opens it. */
export function sendCookie(response: ServerResponse, location: string, cookie: string): void {
  const headers = { location, 'set-cookie': cookie, 'cache-control': 'no-store', 'content-length': 0 };
  response.writeHead(303, { ...securityHeaders(), ...headers });
  response.end();
}

/** A file of the built renderer. */
export async function sendFile(request: IncomingMessage, response: ServerResponse, file: StaticFile): Promise<void> {
  const headers = { 'content-type': file.type, 'content-length': file.bytes, 'cache-control': 'no-cache' };
  response.writeHead(200, { ...securityHeaders(), ...headers });
  if (request.method === 'HEAD') response.end();
  else await stream(createReadStream(file.path), response);
}

/** What the byte handler answered. */
export async function sendBytes(
  request: IncomingMessage,
  response: ServerResponse,
  answer: BytesResponse,
): Promise<void> {
  // A body that was not read to its end would be taken for the next request.
  const connection = request.complete ? {} : { connection: 'close' };
  response.writeHead(answer.status, { ...securityHeaders(), ...answer.headers, ...connection });
  if (answer.body instanceof ReadableStream) await stream(Readable.fromWeb(answer.body), response);
  else response.end(answer.body ?? undefined);
}

/** A reader that went away in the middle is no trouble. */
async function stream(body: Readable, response: ServerResponse): Promise<void> {
  await pipeline(body, response).catch(() => response.destroy());
}
