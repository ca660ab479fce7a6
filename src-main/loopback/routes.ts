import type { IncomingMessage, ServerResponse } from 'node:http';
import { callNames } from '#shared/contract.ts';
import { columnBodyType, unpackColumns } from '#shared/columnBody.ts';
import { fail, StudioError, succeed, type ErrorDetail } from '#shared/result.ts';
import { failureResponse } from '#main/services/bytes.ts';
import { callHandler } from '#main/services/callHandler.ts';
import { securityHeaders } from '#main/services/securityHeaders.ts';
import type { StudioServices } from '#main/services/studioService.ts';
import type { EventHub } from './eventHub.ts';
import type { LoopbackLimits } from './limits.ts';
import { checkDeclared, declaredLength, limitedBody, readBody } from './requestBody.ts';
import type { RequestPath } from './requestPath.ts';
import { refuse, sendBytes, sendFile, sendJson, type Refusal } from './responses.ts';
import { findStaticFile } from './staticFiles.ts';

export interface RouteParts {
  readonly services: StudioServices;
  readonly hub: EventHub;
  readonly rendererFolder: string;
  readonly limits: LoopbackLimits;
}

/** A request that came from our own page, with its path taken apart. */
export interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly target: RequestPath;
}

interface Route {
  readonly methods: readonly string[];
  answer(exchange: Exchange, parts: RouteParts): Promise<void> | void;
}

/** Answers a request of our own page: calls, events, bytes, uploads, files of the built renderer. */
export async function answerRequest(exchange: Exchange, parts: RouteParts): Promise<void> {
  const { request, response, target } = exchange;
  const route = routeOf(target.path);
  const { method = '' } = request;
  if (!route.methods.includes(method))
    return refuse(request, response, {
      status: 405,
      code: 'methodRefused',
      detail: { value: method },
      allow: route.methods.join(', '),
    });
  await route.answer(exchange, parts);
}

function routeOf(path: string): Route {
  if (path.startsWith('/call/')) return callRoute;
  if (path === '/events') return eventsRoute;
  if (path === '/bytes/uploads') return uploadRoute;
  return path.startsWith('/bytes/') ? bytesRoute : fileRoute;
}

const callRoute: Route = {
  methods: ['POST'],
  async answer({ request, response, target }, { services, limits }) {
    const name = callNames.find((candidate) => `/call/${candidate}` === target.path);
    if (!name) return refuse(request, response, unknownAddress(target));
    const type = request.headers['content-type']?.split(';')[0]?.trim().toLowerCase();
    const read = readers.get(type ?? '');
    if (!read)
      return refuse(request, response, { status: 415, code: 'contentTypeRefused', detail: { value: type ?? '–' } });
    const body = await readBody(request, {
      limitBytes: limits.callBytes,
      idleMs: limits.bodyIdleMs,
      totalMs: limits.callMs,
    });
    const input = parsed(body, read);
    if (input === undefined) return sendJson(response, 400, fail('badInput', notRead(name, body)));
    sendJson(response, 200, await callHandler(services, name, input));
  },
};

/** How the body of a call is read, by its media type. They throw where it is something else. */
const readers = new Map<string, (body: Uint8Array) => unknown>([
  ['application/json', (body) => JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body))],
  [columnBodyType, unpackColumns],
]);

function parsed(body: Uint8Array, read: (body: Uint8Array) => unknown): unknown {
  try {
    return read(body);
  } catch {
    return undefined;
  }
}

function notRead(call: string, body: Uint8Array): ErrorDetail {
  const value = new TextDecoder().decode(body.subarray(0, 40));
  return { call, where: '–', value, expected: 'JSON' };
}

const eventsRoute: Route = {
  methods: ['GET'],
  answer: ({ request, response }, { hub }) => hub.connect(request, response, securityHeaders()),
};

const uploadRoute: Route = {
  methods: ['POST'],
  async answer({ request, response, target }, { services, limits }) {
    const name = target.query.get('name') ?? '';
    if (name === '') return refuse(request, response, { status: 400, code: 'uploadNameless' });
    checkDeclared(request, limits.uploadBytes);
    const body = limitedBody(request, bodyLimits(limits, limits.uploadBytes));
    sendJson(response, 200, succeed(await services.receiveUpload(baseName(name), body, limits.uploadBytes)));
  },
};

/** The last part of a name that a browser gave; it is only ever shown, never opened. */
function baseName(name: string): string {
  return name.split(/[/\\]/).at(-1)!.slice(0, 255) || '–';
}

const bytesRoute: Route = {
  methods: ['GET', 'PUT'],
  async answer({ request, response, target }, { services, limits }) {
    const isPut = request.method === 'PUT';
    if (isPut) checkDeclared(request, limits.weightsBytes);
    const answer = await services.bytes({
      method: isPut ? 'PUT' : 'GET',
      path: target.raw,
      body: isPut ? ReadableStream.from(limitedBody(request, bodyLimits(limits, limits.weightsBytes))) : null,
      length: declaredLength(request),
    });
    await sendBytes(request, response, answer);
  },
};

function bodyLimits(limits: LoopbackLimits, limitBytes: number) {
  return { limitBytes, idleMs: limits.bodyIdleMs, totalMs: limits.requestMs };
}

const fileRoute: Route = {
  methods: ['GET', 'HEAD'],
  async answer({ request, response, target }, { rendererFolder }) {
    const file = await findStaticFile(rendererFolder, target.path);
    if (file) await sendFile(request, response, file);
    else refuse(request, response, unknownAddress(target));
  },
};

function unknownAddress(target: RequestPath): Refusal {
  return { status: 404, code: 'addressUnknown', detail: { value: target.path } };
}

/** What a thrown error is over HTTP. */
export function refusalOf(error: unknown): Refusal {
  if (!(error instanceof StudioError))
    return {
      status: 500,
      code: 'unexpected',
      detail: { message: error instanceof Error ? error.message : String(error) },
    };
  return { status: failureResponse(error).status, code: error.code, detail: error.detail };
}
