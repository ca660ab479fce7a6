import fs from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { codeIn, ownCall, ownRequest, request, startHost, talk, type TestHost } from './hostSupport.ts';

let host: TestHost;
beforeAll(async () => {
  host = await startHost({
    headersMs: 400,
    bodyIdleMs: 300,
    callMs: 800,
    checkEveryMs: 100,
    callBytes: 2000,
    uploadBytes: 5000,
    weightsBytes: 3000,
  });
});

type Headers = Readonly<Record<string, string | null>>;
const own = (method: string, target: string, headers?: Headers, body?: string) =>
  ownRequest(host, method, target, headers, body);
const call = (name: string, input: unknown, headers?: Headers) => ownCall(host, name, input, headers);

describe('sizes and times', () => {
  const long = 'x'.repeat(6000);
  const json = { 'content-type': 'application/json' };

  it('refuses a declared body over the limit before it is sent', async () => {
    for (const [method, target, length] of [
      ['POST', '/call/app.info', '2001'],
      ['POST', '/bytes/uploads?name=x', '5001'],
      ['PUT', '/bytes/runs/r-none/weights', '3001'],
    ] as const) {
      const answer = await own(method, target, { ...json, 'content-length': length });
      expect([answer.status, codeIn(answer)]).toEqual([413, 'bodyTooLarge']);
    }
  });

  it('refuses a body in chunks over the limit and keeps nothing of it', async () => {
    const chunked = `${long.length.toString(16)}\r\n${long}\r\n0\r\n\r\n`;
    const headers = { ...json, 'transfer-encoding': 'chunked', cookie: host.cookie };
    for (const target of ['/call/app.info', '/bytes/uploads?name=x']) {
      const answer = await talk(host.port, request('POST', target, host.port, headers) + chunked);
      expect([answer.status, codeIn(answer)]).toEqual([413, 'bodyTooLarge']);
    }
    const temporary = path.join(host.userData, 'tmp');
    const left = fs.readdirSync(temporary, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    expect(left).toEqual([]);
  });

  it('takes an upload within the limit, whatever its name says', async () => {
    const name = encodeURIComponent('../../etc/my data.csv');
    const answer = await own('POST', `/bytes/uploads?name=${name}`, {}, 'a,b\n1,2\n');
    expect(JSON.parse(answer.body)).toMatchObject({ ok: true, value: { name: 'my data.csv', bytes: 8 } });
    expect((await own('POST', '/bytes/uploads', {}, 'a')).status).toBe(400);
  });

  it('refuses a length that is none, or two', async () => {
    expect((await own('POST', '/call/app.info', { ...json, 'content-length': '-1' })).status).toBe(400);
    const both = request('POST', '/call/app.info', host.port, {
      ...json,
      cookie: host.cookie,
      'content-length': '4',
      'transfer-encoding': 'chunked',
    });
    expect((await talk(host.port, `${both}0\r\n\r\n`)).status).toBe(400);
  });

  it('refuses headers that are too large', async () => {
    expect((await own('GET', '/', { 'x-long': 'x'.repeat(40_000) })).status).toBeGreaterThanOrEqual(400);
  });

  /** Drips text into a socket, a piece every 50 ms, until the host hangs up; returns how long that took. */
  function drip(start: string, piece: string): Promise<number> {
    const startedMs = Date.now();
    return new Promise((resolve) => {
      const socket = net.connect({ port: host.port, host: '127.0.0.1' });
      socket.write(start);
      const timer = setInterval(() => socket.write(piece), 50);
      socket.on('error', () => undefined).resume();
      socket.on('close', () => {
        clearInterval(timer);
        resolve(Date.now() - startedMs);
      });
    });
  }

  it('closes a spare connection without a word: a browser would take it for the answer to its next request', async () => {
    const heard = await new Promise<string>((resolve) => {
      let text = '';
      const socket = net.connect({ port: host.port, host: '127.0.0.1' });
      socket.setEncoding('utf8').on('data', (piece: string) => (text += piece));
      socket.on('error', () => undefined).on('close', () => resolve(text));
    });
    expect(heard).toBe('');
  });

  it('hangs up on headers, on bodies and on silence that never end', { timeout: 15_000 }, async () => {
    const body = { ...json, cookie: host.cookie, 'content-length': '1900' };
    const took = await Promise.all([
      drip(`GET / HTTP/1.1\r\nhost: 127.0.0.1:${host.port}\r\n`, 'x-a: b\r\n'),
      drip(request('POST', '/call/app.info', host.port, body), 'x'),
      drip(request('POST', '/call/app.info', host.port, body), ''),
    ]);
    for (const ms of took) expect(ms).toBeLessThan(8000);
  });
});

describe('after all that', () => {
  it('still answers', async () => {
    await new Promise((resolve) => setTimeout(resolve, 700));
    expect((await call('app.info', {})).status).toBe(200);
  });
});
