import { protocol } from 'electron';
import { readFile } from 'node:fs/promises';
import { securityHeaders } from '#main/services/securityHeaders.ts';
import type { StudioServices } from '#main/services/studioService.ts';
import { isStudioAddress, studioScheme } from './address.ts';
import { contentTypeOf, rendererFile } from './rendererFile.ts';

export interface StudioPages {
  /** Folder of the built renderer. */
  readonly rendererFolder: string;
  readonly bytes: StudioServices['bytes'];
}

/** Makes `app:` a standard, secure scheme with fetch; must run before the app is ready. No `corsEnabled`: no other origin may read it. */
export function registerStudioScheme(): void {
  protocol.registerSchemesAsPrivileged([
    { scheme: studioScheme, privileges: { standard: true, secure: true, supportFetchAPI: true } },
  ]);
}

/** Serves `app://studio/`; once the app is ready. */
export function serveStudio(pages: StudioPages): void {
  protocol.handle(studioScheme, (request) => respond(pages, request));
}

/** Answers one request: the studio's host only, `/bytes/…` by the services, everything else from the built renderer. */
export async function respond(pages: StudioPages, request: Request): Promise<Response> {
  const url = URL.parse(request.url);
  if (!url || !isStudioAddress(request.url)) return answer(404, 'Not found');
  if (isForeign(request)) return answer(403, 'Foreign origin');
  try {
    return url.pathname.startsWith('/bytes/')
      ? await bytesResponse(pages.bytes, request, url)
      : await fileResponse(pages.rendererFolder, request, url);
  } catch {
    return answer(500, 'Internal error');
  }
}

/** Electron says which origin asked (`initiatorOrigin`), and nothing for requests of its own. */
function isForeign(request: Request): boolean {
  const initiator: unknown = 'initiatorOrigin' in request ? request.initiatorOrigin : undefined;
  return typeof initiator === 'string' && !isStudioAddress(initiator);
}

async function bytesResponse(bytes: StudioPages['bytes'], request: Request, url: URL): Promise<Response> {
  const { method } = request;
  if (method !== 'GET' && method !== 'PUT') return answer(405, 'Method not allowed', { allow: 'GET, PUT' });
  const length = request.headers.get('content-length');
  const reply = await bytes({
    method,
    path: `${url.pathname}${url.search}`,
    body: method === 'PUT' ? request.body : null,
    length: length !== null && /^\d+$/.test(length) ? Number(length) : null,
  });
  return answer(reply.status, reply.body, reply.headers);
}

async function fileResponse(folder: string, request: Request, url: URL): Promise<Response> {
  if (request.method !== 'GET') return answer(405, 'Method not allowed', { allow: 'GET' });
  const file = rendererFile(folder, url.pathname);
  const content = file === null ? null : await readFile(file).catch(() => null);
  if (file === null || content === null) return answer(404, 'Not found');
  return answer(200, content, { 'content-type': contentTypeOf(file) });
}

type Body = ConstructorParameters<typeof Response>[0];

/** Every response, refusals too, carries the security headers; they win over the handler's own. */
function answer(status: number, body: Body, headers: Readonly<Record<string, string>> = {}): Response {
  const plain = typeof body === 'string' ? { 'content-type': 'text/plain; charset=utf-8' } : {};
  return new Response(body, { status, headers: { ...plain, ...headers, ...securityHeaders() } });
}
