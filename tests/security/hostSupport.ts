import fs from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { afterAll } from 'vitest';
import { startLoopbackStudio, type LoopbackOptions, type LoopbackStudio } from '#main/loopback/main.ts';

/** A loopback host on a folder of its own with a small built renderer, and the cookie that opens it. */
export interface TestHost {
  readonly studio: LoopbackStudio;
  readonly port: number;
  readonly token: string;
  readonly cookie: string;
  readonly rendererFolder: string;
  readonly userData: string;
}

const ends: (() => Promise<void>)[] = [];
afterAll(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

/** Starts a host that ends with the test file. */
export async function startHost(limits: LoopbackOptions['limits'] = {}): Promise<TestHost> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'descent-loopback-'));
  const [userData, rendererFolder] = [path.join(folder, 'home'), path.join(folder, 'renderer')];
  writeRenderer(rendererFolder, folder);
  const before = process.env.STUDIO_HOME;
  process.env.STUDIO_HOME = userData;
  const studio = await startLoopbackStudio({ open: false, log: () => undefined, rendererFolder, limits });
  if (before === undefined) delete process.env.STUDIO_HOME;
  else process.env.STUDIO_HOME = before;
  ends.push(async () => {
    await studio.close();
    fs.rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  });
  const url = new URL(studio.url);
  const token = url.searchParams.get('token')!;
  const first = await talk(Number(url.port), request('GET', `/?token=${token}`, Number(url.port)));
  const cookie = /^set-cookie: ([^;]+)/im.exec(first.head)![1]!;
  return { studio, port: Number(url.port), token, cookie, rendererFolder, userData };
}

/** Pages and scripts as the build makes them, and things beside them that must not be served. */
function writeRenderer(folder: string, outside: string): void {
  fs.mkdirSync(path.join(folder, 'assets'), { recursive: true });
  fs.mkdirSync(`${folder}-secret`);
  const files = {
    'index.html': '<!doctype html><title>studio</title>',
    'runner.html': '<!doctype html><title>runner</title>',
    'assets/app.js': 'export {};',
    'assets/look.css': 'body{}',
    'assets/engine.wasm': '\0asm',
    'assets/noise.bin': 'SECRET',
    '.fingerprint': 'SECRET',
    '.hidden.js': 'SECRET',
  };
  for (const [name, text] of Object.entries(files)) fs.writeFileSync(path.join(folder, name), text);
  fs.writeFileSync(path.join(outside, 'secret.js'), 'SECRET');
  fs.writeFileSync(path.join(`${folder}-secret`, 'secret.js'), 'SECRET');
  fs.symlinkSync(path.join(outside, 'secret.js'), path.join(folder, 'assets', 'link.js'));
  fs.symlinkSync(outside, path.join(folder, 'assets', 'out'));
  fs.symlinkSync('app.js', path.join(folder, 'assets', 'inside.js'));
}

export interface Answer {
  readonly status: number;
  /** Status line and headers. */
  readonly head: string;
  readonly body: string;
}

/** A raw request; `headers` overwrite the right ones, null leaves one out. */
export function request(
  method: string,
  target: string,
  port: number,
  headers: Readonly<Record<string, string | null>> = {},
  body = '',
): string {
  const all = {
    host: `127.0.0.1:${port}`,
    connection: 'close',
    ...(body ? { 'content-length': String(Buffer.byteLength(body)) } : {}),
    ...headers,
  };
  const lines = Object.entries(all).flatMap(([name, value]) => (value === null ? [] : [`${name}: ${value}`]));
  return `${[`${method} ${target} HTTP/1.1`, ...lines].join('\r\n')}\r\n\r\n${body}`;
}

/** Sends bytes over a real socket and reads until the host ends the connection. */
export function talk(port: number, text: string | readonly string[], host = '127.0.0.1'): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const socket = net.connect({ port, host });
    let received = '';
    socket.setEncoding('latin1').on('data', (chunk: string) => (received += chunk));
    socket.on('error', (error: NodeJS.ErrnoException) =>
      received === '' || error.code === 'ECONNREFUSED' ? reject(error) : undefined,
    );
    socket.on('close', () => resolve(parsed(received)));
    for (const part of typeof text === 'string' ? [text] : text) socket.write(part);
  });
}

function parsed(received: string): Answer {
  const end = received.indexOf('\r\n\r\n');
  return {
    status: Number(/^HTTP\/1\.1 (\d+)/.exec(received)?.[1] ?? 0),
    head: end < 0 ? received : received.slice(0, end),
    body: end < 0 ? '' : received.slice(end + 4),
  };
}

type Headers = Readonly<Record<string, string | null>>;

/** A request of the host's own page: cookie, Host, Origin, Sec-Fetch-Site. */
export function ownRequest(
  { port, cookie }: TestHost,
  method: string,
  target: string,
  headers: Headers = {},
  body = '',
): Promise<Answer> {
  const right = { cookie, origin: `http://127.0.0.1:${port}`, 'sec-fetch-site': 'same-origin' };
  return talk(port, request(method, target, port, { ...right, ...headers }, body));
}

/** A call of the host's own page. */
export function ownCall(host: TestHost, name: string, input: unknown, headers: Headers = {}): Promise<Answer> {
  return ownRequest(
    host,
    'POST',
    `/call/${name}`,
    { 'content-type': 'application/json', ...headers },
    JSON.stringify(input),
  );
}

/** The code of a refusal. */
export function codeIn(answer: Answer): unknown {
  return (JSON.parse(answer.body) as { code?: unknown }).code;
}
