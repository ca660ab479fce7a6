import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { Socket, type AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { securityHeaders } from '#main/services/securityHeaders.ts';
import { createAccess, foreignness, type Access } from './access.ts';
import { defaultLimits, type LoopbackLimits } from './limits.ts';
import { requestPath, type RequestPath } from './requestPath.ts';
import { refuse, sendCookie } from './responses.ts';
import { answerRequest, refusalOf, type RouteParts } from './routes.ts';

/** The only address this server ever listens on. */
const LOOPBACK = '127.0.0.1';

/** Pages that a token opens. */
export const tokenPages = ['/', '/runner.html'] as const;
export type TokenPage = (typeof tokenPages)[number];

export interface LoopbackServer {
  readonly origin: string;
  /** The address that opens a page as long as the host lives. */
  address(page?: TokenPage): string;
  /** An address that opens a page once, within a minute: for a browser's command line. */
  oneTimeAddress(page?: TokenPage): string;
  close(): Promise<void>;
}

export interface LoopbackServerOptions extends Omit<RouteParts, 'limits'> {
  readonly limits?: Partial<LoopbackLimits>;
}

/** Starts the server on a free port of 127.0.0.1. */
export async function startServer({ limits: changed, ...parts }: LoopbackServerOptions): Promise<LoopbackServer> {
  const limits = { ...defaultLimits, ...changed };
  const server = createServer({
    headersTimeout: limits.headersMs,
    requestTimeout: limits.requestMs,
    keepAliveTimeout: 5000,
    connectionsCheckingInterval: limits.checkEveryMs,
  });
  server.maxConnections = limits.connections;
  const host = await listen(server);
  const access = createAccess(host.port);
  server.on('request', (request, response) => void answer(request, response, host.name, access, { ...parts, limits }));
  server.on('clientError', (_error, socket) => {
    // Browsers open spare connections: an answer on one that asked nothing would be taken for that of its first request.
    if (socket.writable && hasAsked(socket)) socket.end(badRequest());
    else socket.destroy();
  });
  const origin = `http://${host.name}`;
  return {
    origin,
    address: (page = '/') => `${origin}${page}?token=${access.token}`,
    oneTimeAddress: (page = '/') => `${origin}${page}?token=${access.issueToken()}`,
    close: () => closeServer(server),
  };
}

function listen(server: Server): Promise<{ name: string; port: number }> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ host: LOOPBACK, port: 0, exclusive: true }, () => {
      const { address, port } = server.address() as AddressInfo;
      if (address !== LOOPBACK) reject(new Error(`bound to ${address}`));
      else resolve({ name: `${LOOPBACK}:${port}`, port });
    });
  });
}

function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  host: string,
  access: Access,
  parts: RouteParts,
): Promise<void> {
  try {
    const foreign = foreignness(request, host);
    if (foreign) return refuse(request, response, { status: 403, code: foreign });
    const target = requestPath(request.url ?? '');
    if (!target || hasUnwantedBody(request)) return refuse(request, response, { status: 400, code: 'addressRefused' });
    if (isTokenRequest(request, target)) return openPage(request, response, target, access);
    if (!access.hasCookie(request)) return refuse(request, response, { status: 401, code: 'hostRefusedToken' });
    await answerRequest({ request, response, target }, parts);
  } catch (error) {
    refuse(request, response, refusalOf(error));
  }
}

/** A reading request carries no body; one that does tries to confuse. */
function hasUnwantedBody({ method, headers }: IncomingMessage): boolean {
  const hasBody = headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
  return hasBody && method !== 'POST' && method !== 'PUT';
}

function isTokenRequest({ method }: IncomingMessage, { path, query }: RequestPath): boolean {
  return method === 'GET' && query.has('token') && tokenPages.some((page) => page === path);
}

function openPage(
  request: IncomingMessage,
  response: ServerResponse,
  { path, query }: RequestPath,
  access: Access,
): void {
  if (access.redeem(query.get('token') ?? '')) sendCookie(response, path, access.setCookie);
  else refuse(request, response, { status: 403, code: 'hostRefusedToken' });
}

function hasAsked(socket: Duplex): boolean {
  return !(socket instanceof Socket) || socket.bytesRead > 0;
}

/** For what Node could not even read as HTTP. */
function badRequest(): string {
  const headers = Object.entries({ ...securityHeaders(), connection: 'close', 'content-length': '0' });
  return `HTTP/1.1 400 Bad Request\r\n${headers.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n`;
}
