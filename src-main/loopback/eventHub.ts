import { randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { EventName, Events } from '#shared/contract.ts';
import type { PageWatch } from './pageWatch.ts';

/** Server-sent events to every open page. */
export interface EventHub {
  emit<E extends EventName>(event: E, payload: Events[E]): void;
  /** Keeps a response open for events. The page's id travels as the event id, so that a reconnecting page is known again. */
  connect(request: IncomingMessage, response: ServerResponse, headers: Readonly<Record<string, string>>): void;
  close(): void;
}

const KEEP_ALIVE_MS = 15_000;
const RETRY_MS = 1000;
/** A page that takes nothing any more is cut off; it reconnects when it lives. */
const BACKLOG_LIMIT_BYTES = 8 * 1024 * 1024;

export function createEventHub(pages: PageWatch): EventHub {
  const open = new Set<ServerResponse>();

  const write = (response: ServerResponse, text: string) => {
    response.write(text);
    if (response.writableLength > BACKLOG_LIMIT_BYTES) response.destroy();
  };
  const keepAlive = setInterval(
    () => open.forEach((response) => write(response, ': alive\n\n')),
    KEEP_ALIVE_MS,
  ).unref();

  return {
    emit(event, payload) {
      const text = `event: ${event}\ndata: ${JSON.stringify(payload)}\n\n`;
      for (const response of open) write(response, text);
    },
    connect(request, response, headers) {
      const page = pageId(request);
      response.writeHead(200, { ...headers, 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
      write(response, `retry: ${RETRY_MS}\nid: ${page}\n\n`);
      open.add(response);
      pages.opened(page);
      response.once('close', () => {
        open.delete(response);
        pages.closed(page);
      });
    },
    close() {
      clearInterval(keepAlive);
      for (const response of open) response.end();
    },
  };
}

/** The id a reconnecting page brings along, or a new one. */
function pageId(request: IncomingMessage): string {
  const brought = request.headers['last-event-id'];
  return typeof brought === 'string' && /^[0-9a-f]{16}$/.test(brought) ? brought : randomBytes(8).toString('hex');
}
