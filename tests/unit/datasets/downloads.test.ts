import { createHash } from 'node:crypto';
import { createReadStream, existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { catalog, publishedAs, type CatalogSet } from '#main/datasets/catalog.ts';
import { safeAddress } from '#main/datasets/download/address.ts';
import { createDatasetStore, type DatasetStore } from '#main/datasets/store.ts';
import { testFolder } from './files.ts';
import { trouble } from './read.ts';
import { eventually } from '../../support/eventually.ts';

type Answer = (request: IncomingMessage, response: ServerResponse, from: number) => unknown;

const folder = await testFolder();
const csv = Buffer.from(
  ['a,b,c', ...Array.from({ length: 4000 }, (_, row) => `${row},${(row * 7) % 31},${row % 2 ? 'x' : 'y'}`)].join('\n'),
);
const half = csv.length >> 1;

/** What the server saw: path and the first byte that was asked for. */
let asked: { path: string; from: number }[] = [];
let answer: Answer = whole;
const server: Server = createServer((request, response) => {
  const from = Number(/bytes=(\d+)-/.exec(request.headers.range ?? '')?.[1] ?? 0);
  asked.push({ path: request.url ?? '', from });
  answer(request, response, from);
});
await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
const stores: DatasetStore[] = [];

afterAll(() => {
  for (const store of stores) store.close();
  server.closeAllConnections();
  server.close();
});

beforeEach(() => {
  asked = [];
  answer = whole;
});

/** The rest of the file from where it was asked for, as servers give it. */
function whole(_request: IncomingMessage, response: ServerResponse, from: number): void {
  const head = from > 0 ? { 'content-range': `bytes ${from}-${csv.length - 1}/${csv.length}` } : {};
  response.writeHead(from > 0 ? 206 : 200, { ...head, 'content-length': csv.length - from });
  response.end(csv.subarray(from));
}

/** Lengths of all that is half-fetched. */
const arrived = (): number[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.part'))
    .map((name) => statSync(join(folder, name)).size);

/** The first half; once it is there the line is cut. */
const cut: Answer = (_request, response, from) => {
  if (from > 0) return response.destroy();
  response.writeHead(200, { 'content-length': csv.length });
  response.write(csv.subarray(0, half));
  void eventually(() => expect(arrived()).toContain(half)).finally(() => response.destroy());
};

function setOf(...addresses: readonly string[]): CatalogSet {
  const sha256 = createHash('sha256').update(csv).digest('hex');
  const files = [{ name: 'numbers.csv', bytes: csv.length, sha256, addresses }];
  const facts = { kind: 'table', task: 'classification', samples: 4000, licence: null, source: 'test' } as const;
  return { id: 'numbers', name: 'Numbers', ...facts, files };
}

function open(place: string, set: CatalogSet = setOf(`${origin}/numbers.csv`), stallMs = 10_000): DatasetStore {
  const store = createDatasetStore({ folder: join(folder, place), downloads: { catalog: [set], stallMs } });
  stores.push(store);
  return store;
}

const waiting = (place: string): string[] => {
  const at = join(folder, place, '.downloads');
  return existsSync(at) ? readdirSync(at) : [];
};
const setsIn = (place: string): string[] => readdirSync(join(folder, place)).filter((name) => !name.startsWith('.'));

describe('a download', () => {
  it('is checked, imported and known from then on', async () => {
    const store = open('good');
    const fractions: number[] = [];
    const set = await store.download('numbers', { onProgress: ({ fraction }) => fractions.push(fraction ?? -1) });
    expect(set).toMatchObject({ name: 'Numbers', samples: { shape: [4000, 3] }, target: 'c' });
    expect(fractions).toEqual(fractions.toSorted((a, b) => a - b));
    expect(waiting('good')).toEqual([]);
  });

  it('goes on where the line broke', async () => {
    const store = open('cut');
    answer = (...given) => (asked.length === 1 ? cut : whole)(...given);
    await store.download('numbers');
    expect(asked.map(({ from }) => from)).toEqual([0, half]);
  });

  it('begins again with a server that cannot go on in the middle', async () => {
    const store = open('again');
    answer = (request, response) => (asked.length === 1 ? cut : whole)(request, response, 0);
    expect(await store.download('numbers')).toMatchObject({ samples: { shape: [4000, 3] } });
    expect(asked).toHaveLength(2);
  });

  it('is gone on with by the next start of the studio', async () => {
    answer = cut;
    expect(await trouble(open('later').download('numbers'))).toMatchObject({ code: 'downloadBroken' });
    expect(waiting('later')).toHaveLength(1);
    expect(setsIn('later')).toEqual([]);
    asked = [];
    answer = whole;
    await open('later').download('numbers');
    expect(asked.map(({ from }) => from)).toEqual([half]);
    expect(waiting('later')).toEqual([]);
  });

  it('gives up a server that stalls', async () => {
    answer = (_request, response, from) => {
      response.writeHead(from > 0 ? 206 : 200, { 'content-range': `bytes ${from}-${csv.length - 1}/${csv.length}` });
      response.write(csv.subarray(from, from + 10));
    };
    const found = await trouble(open('stall', setOf(`${origin}/numbers.csv`), 300).download('numbers'));
    expect(found).toMatchObject({ code: 'downloadStalled', detail: { name: 'numbers.csv' } });
  });

  it('refuses wrong bytes before they are unpacked, and takes the next address', async () => {
    const wrong = Buffer.from(csv);
    wrong[100]! ^= 1;
    answer = (request, response, from) => {
      if (request.url !== '/wrong.csv') return whole(request, response, from);
      response.writeHead(200);
      response.end(wrong);
    };
    const only = open('wrong', setOf(`${origin}/wrong.csv`));
    expect(await trouble(only.download('numbers'))).toMatchObject({ code: 'downloadWrongBytes' });
    expect([...waiting('wrong'), ...setsIn('wrong')]).toEqual([]);
    const both = open('both', setOf(`${origin}/wrong.csv`, `${origin}/right.csv`));
    expect(await both.download('numbers')).toMatchObject({ name: 'Numbers' });
  });

  it('stops a server that sends more than the file has', async () => {
    answer = (_request, response) => {
      response.writeHead(200);
      response.write(csv);
      response.end(csv);
    };
    expect(await trouble(open('long').download('numbers'))).toMatchObject({ code: 'downloadTooLong' });
    expect(waiting('long')).toEqual([]);
  });

  it('says what a server refuses, and when there is none', async () => {
    answer = (_request, response) => response.writeHead(404).end();
    const found = await trouble(open('refused').download('numbers'));
    expect(found).toMatchObject({ code: 'downloadRefused', detail: { status: 404 } });
    const nobody = open('offline', setOf('http://127.0.0.1:1/numbers.csv'));
    expect(await trouble(nobody.download('numbers'))).toMatchObject({
      code: 'downloadOffline',
      detail: { host: '127.0.0.1:1' },
    });
    expect(await trouble(nobody.download('nothing'))).toMatchObject({ code: 'downloadUnknown' });
  });

  it('follows a redirection only to a safe place', async () => {
    answer = (request, response, from) => {
      if (request.url === '/here') return whole(request, response, from);
      const location = request.url === '/safe' ? '/here' : 'http://example.org/numbers.csv';
      response.writeHead(302, { location }).end();
    };
    expect(await open('redirect', setOf(`${origin}/safe`)).download('numbers')).toMatchObject({ name: 'Numbers' });
    const unsafe = open('unsafe', setOf(`${origin}/elsewhere`));
    expect(await trouble(unsafe.download('numbers'))).toMatchObject({
      code: 'downloadUnsafe',
      detail: { value: 'http://example.org' },
    });
  });

  it('can be cancelled', async () => {
    const abort = new AbortController();
    answer = (_request, response) => {
      response.writeHead(200, { 'content-length': csv.length });
      response.write(csv.subarray(0, half));
      abort.abort();
    };
    const store = open('cancelled');
    expect(await trouble(store.download('numbers', { signal: abort.signal }))).toMatchObject({ code: 'cancelled' });
    expect(setsIn('cancelled')).toEqual([]);
  });
});

describe('the catalog', () => {
  it('pins every file: HTTPS, a length, a SHA-256 that no other file has', () => {
    const files = catalog.flatMap((set) => set.files);
    for (const { addresses, bytes, sha256 } of files) {
      expect(addresses.length).toBeGreaterThan(0);
      for (const address of addresses) expect(safeAddress(address).protocol).toBe('https:');
      expect(bytes).toBeGreaterThan(0);
      expect(sha256).toMatch(/^[0-9a-f]{64}$/);
    }
    expect(new Set(files.map(({ sha256 }) => sha256)).size).toBe(files.length);
  });

  it('takes plain HTTP from this machine only', () => {
    expect(safeAddress('http://127.0.0.1:80/x').host).toBe('127.0.0.1');
    for (const address of ['http://example.org/x', 'http://127.0.0.1.example.org/x', 'ftp://127.0.0.1/x', 'file:///x'])
      expect(() => safeAddress(address)).toThrow(expect.objectContaining({ code: 'downloadUnsafe' }));
  });
});

const data = join(import.meta.dirname, '../../../../shared/data');
const places: Readonly<Record<string, string>> = {
  'fashion-mnist': 'fashion-mnist',
  mnist: 'mnist',
  'boston-housing': 'housing',
  'california-housing': 'housing',
  'melbourne-temperatures': 'temperature',
  'jena-january-2009': 'temperature',
};

describe.runIf(existsSync(data))('published files from a mirror', () => {
  it.each([
    ['mnist', 70_000, 4],
    ['boston-housing', 506, 1],
    ['california-housing', 20_640, 1],
    ['melbourne-temperatures', 3650, 1],
    ['jena-january-2009', 4000, 1],
  ])('%s', async (id, samples, files) => {
    answer = (request, response) => {
      const [, set = '', name = ''] = (request.url ?? '').split('/');
      const path = join(data, places[set]!, name);
      response.writeHead(200, { 'content-length': statSync(path).size });
      createReadStream(path).pipe(response);
    };
    const store = createDatasetStore({ folder: join(folder, 'real'), downloads: { mirror: origin } });
    stores.push(store);
    const { name, samples: expected } = catalog.find((set) => set.id === id)!;
    const set = await store.download(id);
    expect(set).toMatchObject({ id, known: id, name, samples: { shape: expect.arrayContaining([samples]) } });
    expect(expected).toBe(samples);
    expect(asked).toHaveLength(files);
    expect(store.catalog().find((entry) => entry.id === id)?.imported).toBe(id);
    expect(await store.download(id)).toEqual(set);
    expect(asked).toHaveLength(files);
  });

  it('has the length and the hash of every file that lies here', () => {
    const here = catalog.flatMap(({ id, files }) =>
      places[id] === undefined ? [] : files.map((file) => ({ ...file, path: join(data, places[id]!, file.name) })),
    );
    expect(here.length).toBeGreaterThan(8);
    const wrong = here.filter(({ path, bytes, sha256 }) => {
      const content = readFileSync(path);
      return content.length !== bytes || createHash('sha256').update(content).digest('hex') !== sha256;
    });
    expect(wrong).toEqual([]);
  });

  it('recognises a set dropped by hand by its hash', async () => {
    const store = open('dropped');
    const name = 'whatever.csv';
    const set = await store.importFiles([{ path: join(data, 'housing', 'housing.data'), name }]);
    expect(set).toMatchObject({ known: 'boston-housing', name: 'Boston housing' });
    const jena = join(data, 'temperature', 'jena_climate_january_2009.csv');
    expect(await store.importFiles([{ path: jena, name: 'mine.csv' }])).toMatchObject({
      known: 'jena-january-2009',
      kind: 'series',
    });
    expect(publishedAs(['0'.repeat(64)])).toBeUndefined();
  });
});
