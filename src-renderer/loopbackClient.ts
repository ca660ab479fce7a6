import {
  bytesAddress,
  type CallInput,
  type CallName,
  type CallOutput,
  type EventName,
  type Events,
  type FileHandle,
  type PageFile,
  type SendWatch,
  type Studio,
} from '#shared/contract.ts';
import { fail, succeed, type Result } from '#shared/result.ts';
import { workerPoster, type Poster } from './posting.ts';
import { xhrUploader, type Uploader } from './uploading.ts';

/** What the loopback client needs of the browser; tests give it a real server and an event source of Node. */
export interface LoopbackPorts {
  /** Origin of the host; empty for the page's own. */
  readonly origin: string;
  readonly fetch: typeof fetch;
  /** For calls that carry much; absent: they go as all others. */
  readonly post?: Poster;
  /** For files whose sending is watched; absent: it cannot be. */
  readonly upload?: Uploader;
  openEvents(address: string): EventSource;
}

type ReportLost = (lost: boolean) => void;

const REOPEN_AFTER_MS = 2000;
/** Characters; under 64 KiB even where some take three bytes. */
const KEEPALIVE_LIMIT = 20_000;

export function browserPorts(): LoopbackPorts {
  return {
    origin: '',
    fetch: (...request) => fetch(...request),
    post: workerPoster(),
    upload: xhrUploader,
    openEvents: (address) => new EventSource(address),
  };
}

/** The contract over HTTP: calls are POST /call/<name>, events come from /events, files go to the upload address. */
export function loopbackStudio(ports: LoopbackPorts, reportLost: ReportLost): Studio {
  const call = <C extends CallName>(name: C, input: CallInput<C>): Promise<Result<CallOutput<C>>> => {
    const address = `/call/${name}`;
    if (ports.post && name === 'runs.append') return postAside(ports.post, ports.origin + address, input, reportLost);
    return post(ports, address, JSON.stringify(input), 'application/json', reportLost, name === 'draft.set');
  };
  return {
    host: 'loopback',
    call,
    on: eventHub(ports, async () => (await call('app.info', {})).ok),
    registerFiles: (files, watch) => uploadAll(ports, files, reportLost, watch),
  };
}

async function post<T>(
  ports: LoopbackPorts,
  address: string,
  body: BodyInit,
  type: string,
  reportLost: ReportLost,
  outlivesPage = false,
): Promise<Result<T>> {
  try {
    const response = await ports.fetch(ports.origin + address, {
      method: 'POST',
      body,
      headers: { 'content-type': type },
      // The last draft is sent while the page goes; browsers finish such a request up to 64 KiB.
      keepalive: outlivesPage && typeof body === 'string' && body.length < KEEPALIVE_LIMIT,
    });
    const answer: unknown = await response.json().catch(() => null);
    reportLost(false);
    // A refusal without a body (no token, too large) is named by its HTTP status.
    return isResult<T>(answer) ? answer : fail('hostRefused', { status: response.status });
  } catch {
    reportLost(true);
    return fail('hostLost');
  }
}

async function postAside<T>(
  poster: Poster,
  address: string,
  input: unknown,
  reportLost: ReportLost,
): Promise<Result<T>> {
  try {
    const { status, text } = await poster(address, input);
    reportLost(false);
    const answer: unknown = jsonOrNull(text);
    return isResult<T>(answer) ? answer : fail('hostRefused', { status });
  } catch {
    reportLost(true);
    return fail('hostLost');
  }
}

function jsonOrNull(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function isResult<T>(answer: unknown): answer is Result<T> {
  return typeof answer === 'object' && answer !== null && 'ok' in answer && typeof answer.ok === 'boolean';
}

async function uploadAll(
  ports: LoopbackPorts,
  files: readonly PageFile[],
  reportLost: ReportLost,
  watch?: SendWatch,
): Promise<Result<readonly FileHandle[]>> {
  const handles: FileHandle[] = [];
  let sent = 0;
  for (const file of files) {
    if (!(file instanceof Blob)) return fail('fileUnreadable', { name: file.name });
    const before = sent;
    const handle =
      watch && ports.upload
        ? await uploadWatched(ports, file, { ...watch, onSent: (bytes) => watch.onSent(before + bytes) }, reportLost)
        : await post<FileHandle>(ports, bytesAddress.upload(file.name), file, 'application/octet-stream', reportLost);
    if (!handle.ok) return handle;
    sent += file.size;
    handles.push(handle.value);
  }
  return succeed(handles);
}

async function uploadWatched(
  ports: LoopbackPorts,
  file: PageFile & Blob,
  watch: SendWatch,
  reportLost: ReportLost,
): Promise<Result<FileHandle>> {
  try {
    const { status, text } = await ports.upload!(ports.origin + bytesAddress.upload(file.name), file, watch);
    reportLost(false);
    const answer: unknown = jsonOrNull(text);
    return isResult<FileHandle>(answer) ? answer : fail('hostRefused', { status });
  } catch {
    if (watch.signal.aborted) return fail('cancelled');
    // Either the host is gone, or the file is: it was changed or removed while it was sent.
    const isThere = await post(ports, '/call/app.info', '{}', 'application/json', reportLost);
    return isThere.ok ? fail('fileUnreadable', { name: file.name }) : fail('hostLost');
  }
}

/**
 * One EventSource for all listeners, opened with the first of them. The browser reconnects by itself while the host is there; a
 * source that it closed for good is opened again. `probe` asks the host whether it lives, and so reports it lost where it does not.
 */
function eventHub(ports: LoopbackPorts, probe: () => Promise<boolean>): Studio['on'] {
  const listeners = new Map<string, Set<(payload: never) => void>>();
  let source: EventSource | null = null;

  function open(): EventSource {
    const opened = ports.openEvents(`${ports.origin}/events`);
    for (const name of listeners.keys()) listenFor(opened, name);
    opened.addEventListener('open', () => void probe());
    opened.addEventListener('error', () => {
      void probe();
      if (opened.readyState === opened.CLOSED) setTimeout(() => (source = open()), REOPEN_AFTER_MS);
    });
    return opened;
  }

  function listenFor(opened: EventSource, name: string): void {
    opened.addEventListener(name, (event: MessageEvent<string>) => {
      const payload: unknown = JSON.parse(event.data);
      for (const listener of listeners.get(name) ?? []) listener(payload as never);
    });
  }

  return <E extends EventName>(event: E, listener: (payload: Events[E]) => void) => {
    const known = listeners.get(event);
    const group = known ?? new Set();
    group.add(listener);
    listeners.set(event, group);
    if (!source) source = open();
    else if (!known) listenFor(source, event);
    return () => group.delete(listener);
  };
}
