import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { reactive } from 'vue';
import type { Studio } from '#shared/contract.ts';
import { succeed } from '#shared/result.ts';
import { withPlainInputs } from '../../../src-renderer/host.ts';
import { loopbackStudio, type LoopbackPorts } from '../../../src-renderer/loopbackClient.ts';
import { eventually } from '../../support/eventually.ts';

/** A host that answers what each test asks of it, over real HTTP. */
let server: Server;
let origin = '';
let answer: (request: IncomingMessage, body: string, response: ServerResponse) => void;
const requests: { method: string; url: string; type: string; body: string }[] = [];

beforeEach(async () => {
  requests.length = 0;
  server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += String(chunk);
    requests.push({
      method: request.method ?? '',
      url: request.url ?? '',
      type: request.headers['content-type'] ?? '',
      body,
    });
    answer(request, body, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterEach(() => new Promise((resolve) => server.close(resolve)));

/** The part of EventSource that the client uses, driven by the test. */
class FakeEvents extends EventTarget {
  readonly CLOSED = 2;
  readyState = 1;
  readonly address: string;
  constructor(address: string) {
    super();
    this.address = address;
  }
}

/** Without events. */
const ports = (): LoopbackPorts => ({
  origin,
  fetch,
  openEvents: () => {
    throw new Error('no events here');
  },
});

function connect() {
  const opened: FakeEvents[] = [];
  const lost: boolean[] = [];
  const ports: LoopbackPorts = {
    origin,
    fetch,
    openEvents: (address) => {
      opened.push(new FakeEvents(address));
      return opened.at(-1) as unknown as EventSource;
    },
  };
  return { studio: loopbackStudio(ports, (isLost) => lost.push(isLost)), opened, lost };
}

const reply = (response: ServerResponse, value: unknown) => response.end(JSON.stringify(value));

describe('calls over HTTP', () => {
  it('posts the input as JSON and gives the Result as it came', async () => {
    answer = (_request, _body, response) => reply(response, { ok: true, value: { dataset: 'moons' } });
    const { studio, lost } = connect();
    expect(await studio.call('datasets.get', { dataset: 'moons' })).toEqual({ ok: true, value: { dataset: 'moons' } });
    expect(requests).toEqual([
      { method: 'POST', url: '/call/datasets.get', type: 'application/json', body: '{"dataset":"moons"}' },
    ]);
    expect(lost).toEqual([false]);
  });

  it('hands on a refusal of the service', async () => {
    const refusal = { ok: false, code: 'datasetMissing', detail: { value: 'x' } };
    answer = (_request, _body, response) => reply(response, refusal);
    expect(await connect().studio.call('datasets.get', { dataset: 'x' })).toEqual(refusal);
  });

  it('names an answer that is no Result by its HTTP status', async () => {
    answer = (_request, _body, response) => {
      response.statusCode = 403;
      response.end('no');
    };
    expect(await connect().studio.call('app.info', {})).toEqual({
      ok: false,
      code: 'hostRefused',
      detail: { status: 403 },
    });
  });

  it('reports a host that is gone, and that it is back', async () => {
    answer = (_request, _body, response) => {
      response.destroy();
    };
    const { studio, lost } = connect();
    expect(await studio.call('app.info', {})).toEqual({ ok: false, code: 'hostLost', detail: {} });
    answer = (_request, _body, response) => reply(response, { ok: true, value: null });
    await studio.call('app.info', {});
    expect(lost).toEqual([true, false]);
  });
});

describe('calls that carry much', () => {
  const aside = (poster: LoopbackPorts['post']) => {
    const lost: boolean[] = [];
    const ports = { origin: '', fetch: () => Promise.reject(new Error('not this way')), post: poster };
    const openEvents = () => new FakeEvents('') as unknown as EventSource;
    return { studio: loopbackStudio({ ...ports, openEvents } as LoopbackPorts, (isLost) => lost.push(isLost)), lost };
  };
  const input = { runs: [{ run: 'r-1', steps: [], epochs: [] }] };

  it('go aside, and their answers are read as all others', async () => {
    const sent: unknown[] = [];
    const answers = [
      { status: 200, text: '{"ok":true,"value":null}' },
      { status: 200, text: '{"ok":false,"code":"diskFull","detail":{}}' },
      { status: 413, text: '<p>' },
    ];
    const { studio, lost } = aside((address, body) => {
      sent.push([address, body]);
      return Promise.resolve(answers[sent.length - 1]!);
    });
    expect(await studio.call('runs.append', input)).toEqual({ ok: true, value: null });
    expect(await studio.call('runs.append', input)).toEqual({ ok: false, code: 'diskFull', detail: {} });
    expect(await studio.call('runs.append', input)).toEqual({
      ok: false,
      code: 'hostRefused',
      detail: { status: 413 },
    });
    expect(sent[0]).toEqual(['/call/runs.append', input]);
    expect(lost).toEqual([false, false, false]);
  });

  it('report a host that is gone', async () => {
    const { studio, lost } = aside(() => Promise.reject(new TypeError('no answer')));
    expect(await studio.call('runs.append', input)).toEqual({ ok: false, code: 'hostLost', detail: {} });
    expect(lost).toEqual([true]);
  });
});

describe('files', () => {
  it('sends each file as the body of its own upload', async () => {
    answer = (request, body, response) =>
      reply(response, { ok: true, value: { id: `f${requests.length}`, name: request.url, bytes: body.length } });
    const files = [new File(['a,b\n1,2\n'], 'two words.csv'), new File(['xyz'], 'b.csv')];
    const handles = await connect().studio.registerFiles(files);
    expect(requests.map(({ url, type, body }) => [url, type, body])).toEqual([
      ['/bytes/uploads?name=two%20words.csv', 'application/octet-stream', 'a,b\n1,2\n'],
      ['/bytes/uploads?name=b.csv', 'application/octet-stream', 'xyz'],
    ]);
    expect(handles.ok && handles.value.map((handle) => handle.id)).toEqual(['f1', 'f2']);
  });

  it('tells how many bytes have gone, and stops when it is told to', async () => {
    const stop = new AbortController();
    const sent: number[] = [];
    const watch = { signal: stop.signal, onSent: (bytes: number) => void sent.push(bytes) };
    const upload: NonNullable<LoopbackPorts['upload']> = (address, body, { onSent }) => {
      onSent(body.size);
      if (address.endsWith('c.csv')) stop.abort();
      if (stop.signal.aborted) return Promise.reject(new DOMException('stopped', 'AbortError'));
      return Promise.resolve({ status: 200, text: '{"ok":true,"value":{"id":"f","name":"a","bytes":1}}' });
    };
    const studio = loopbackStudio({ ...ports(), upload }, () => undefined);
    const files = [new File(['12345'], 'a.csv'), new File(['67'], 'b.csv'), new File(['8'], 'c.csv')];
    expect(await studio.registerFiles(files, watch)).toMatchObject({ ok: false, code: 'cancelled' });
    expect(sent).toEqual([5, 7, 8]);
  });

  it('tells a file that went away while it was sent from a host that did', async () => {
    answer = (_request, _body, response) => reply(response, { ok: true, value: {} });
    const watch = { signal: new AbortController().signal, onSent: () => undefined };
    const upload = () => Promise.reject(new TypeError('no answer'));
    const studio = loopbackStudio({ ...ports(), upload }, () => undefined);
    const result = await studio.registerFiles([new File(['1'], 'a.csv')], watch);
    expect(result).toEqual({ ok: false, code: 'fileUnreadable', detail: { name: 'a.csv' } });
  });

  it('stops at the first file that is refused', async () => {
    answer = (_request, _body, response) => reply(response, { ok: false, code: 'bodyTooLarge', detail: {} });
    const files = [new File(['a'], 'a.csv'), new File(['b'], 'b.csv')];
    expect(await connect().studio.registerFiles(files)).toMatchObject({ ok: false, code: 'bodyTooLarge' });
    expect(requests).toHaveLength(1);
  });
});

describe('events', () => {
  it('opens one source for all listeners and gives each the payload of its own event', () => {
    const { studio, opened } = connect();
    const first = vi.fn();
    const second = vi.fn();
    studio.on('runs.changed', first);
    const stop = studio.on('runs.changed', second);
    studio.on('datasets.changed', vi.fn());
    expect(opened.map((source) => source.address)).toEqual([`${origin}/events`]);
    opened[0]!.dispatchEvent(new MessageEvent('runs.changed', { data: '{"experiment":"e1"}' }));
    stop();
    opened[0]!.dispatchEvent(new MessageEvent('runs.changed', { data: '{"experiment":"e2"}' }));
    expect(first.mock.calls).toEqual([[{ experiment: 'e1' }], [{ experiment: 'e2' }]]);
    expect(second.mock.calls).toEqual([[{ experiment: 'e1' }]]);
  });

  it('asks the host when the source breaks, and opens a new one where the browser gave up', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout'] });
    answer = (_request, _body, response) => reply(response, { ok: true, value: null });
    const { studio, opened, lost } = connect();
    const heard = vi.fn();
    studio.on('suspend', heard);
    Object.assign(opened[0]!, { readyState: 2 });
    opened[0]!.dispatchEvent(new Event('error'));
    vi.advanceTimersByTime(2000);
    vi.useRealTimers();
    expect(opened).toHaveLength(2);
    opened[1]!.dispatchEvent(new MessageEvent('suspend', { data: '{}' }));
    expect(heard).toHaveBeenCalledTimes(1);
    await eventually(() => expect(lost).toContain(false));
  });
});

describe('Electron’s preload', () => {
  it('gets copies that can be cloned, where the page has Vue’s proxies', async () => {
    const got: unknown[] = [];
    const preload: Studio = {
      host: 'electron',
      call: async (_name, input) => {
        got.push(structuredClone(input));
        return succeed(null as never);
      },
      on: () => () => undefined,
      registerFiles: async () => succeed([]),
    };
    const settings = reactive({ tourDone: ['watch', 'verdict'] });
    expect(() => structuredClone(settings.tourDone)).toThrow();
    await withPlainInputs(preload).call('settings.set', { tourDone: settings.tourDone });
    expect(got).toEqual([{ tourDone: ['watch', 'verdict'] }]);
  });
});
