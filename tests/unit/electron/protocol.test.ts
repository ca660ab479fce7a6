import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { registerStudioScheme, respond, serveStudio } from '#main/electron/protocol.ts';
import { contentTypeOf, isBelow, rendererFile } from '#main/electron/rendererFile.ts';
import { contentSecurityPolicy, securityHeaders } from '#main/services/securityHeaders.ts';
import { fakeElectron, resetElectron } from './fakeElectron.ts';

vi.mock('electron', async () => (await import('./fakeElectron.ts')).fakeElectron);

let folder = '';
let renderer = '';
const bytes = vi.fn();

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'studio-protocol-'));
  renderer = join(folder, 'renderer');
  await mkdir(join(renderer, 'assets'), { recursive: true });
  await mkdir(join(folder, 'renderer-secret'));
  await Promise.all([
    writeFile(join(renderer, 'index.html'), '<!doctype html>'),
    writeFile(join(renderer, 'assets', 'train.worker.js'), 'self;'),
    writeFile(join(renderer, 'assets', 'kernel.wasm'), 'wasm'),
    writeFile(join(renderer, 'a b.json'), '{}'),
    writeFile(join(folder, 'secret.txt'), 'secret'),
    writeFile(join(folder, 'renderer-secret', 'secret.txt'), 'secret'),
  ]);
});
afterAll(() => rm(folder, { recursive: true }));
beforeEach(() => {
  resetElectron();
  bytes.mockReset();
});

/** Answers an address as the window would ask it; `url` overrides what URL parsing of Request would tidy away. */
function ask(address: string, init: RequestInit & { initiatorOrigin?: string } = {}): Promise<Response> {
  const { initiatorOrigin, ...rest } = init;
  const request = new Request('http://placeholder/', rest);
  Object.defineProperty(request, 'url', { value: address });
  if (initiatorOrigin !== undefined) Object.defineProperty(request, 'initiatorOrigin', { value: initiatorOrigin });
  return respond({ rendererFolder: renderer, bytes }, request);
}

function expectHeaders(response: Response): void {
  for (const [name, value] of Object.entries(securityHeaders())) expect(response.headers.get(name)).toBe(value);
}

describe('the content policy', () => {
  it('is the one of the design, with WebAssembly and nothing more', () => {
    expect(contentSecurityPolicy()).toBe(
      "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' data: blob:; font-src 'self'; " +
        "worker-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; object-src 'none'; frame-ancestors 'none'",
    );
  });

  it('opens no door for inline code, eval, blobs as scripts or other origins', () => {
    const policy = contentSecurityPolicy();
    expect(policy).not.toMatch(/unsafe-inline|'unsafe-eval'|https?:|ws:|\*|script-src[^;]*(data|blob):/);
    expect(Object.keys(securityHeaders())).not.toContain('cross-origin-embedder-policy');
  });
});

describe('the scheme', () => {
  it('is standard and secure, and no other origin may read it', () => {
    registerStudioScheme();
    const [schemes] = fakeElectron.protocol.registerSchemesAsPrivileged.mock.calls[0] ?? [];
    expect(schemes).toEqual([{ scheme: 'app', privileges: { standard: true, secure: true, supportFetchAPI: true } }]);
  });

  it('is handled by the responder', async () => {
    serveStudio({ rendererFolder: renderer, bytes });
    const [scheme, handler] = fakeElectron.protocol.handle.mock.calls[0] ?? [];
    expect(scheme).toBe('app');
    const request = new Request('http://placeholder/');
    Object.defineProperty(request, 'url', { value: 'app://studio/' });
    expect((await handler(request)).status).toBe(200);
  });
});

describe('files of the renderer', () => {
  it.each([
    ['app://studio/', 'text/html; charset=utf-8'],
    ['app://studio/index.html?x=1#y', 'text/html; charset=utf-8'],
    ['app://studio/assets/train.worker.js', 'text/javascript; charset=utf-8'],
    ['app://studio/assets/kernel.wasm', 'application/wasm'],
    ['app://studio/a%20b.json', 'application/json; charset=utf-8'],
  ])('serves %s with its type and every header', async (address, type) => {
    const response = await ask(address);
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe(type);
    expectHeaders(response);
  });

  it.each([
    'app://studio/../secret.txt',
    'app://studio/..%2fsecret.txt',
    'app://studio/%2e%2e/secret.txt',
    'app://studio/%2e%2e%2fsecret.txt',
    'app://studio/assets/..%2f..%2fsecret.txt',
    'app://studio/..%5csecret.txt',
    'app://studio/assets\\..\\..\\secret.txt',
    'app://studio/../renderer-secret/secret.txt',
    'app://studio/..%2frenderer-secret%2fsecret.txt',
    'app://studio//etc/passwd',
    'app://studio/%2fetc%2fpasswd',
    'app://studio/index.html%00.png',
    'app://studio/%',
    'app://studio/%c0%ae%c0%ae/secret.txt',
    'app://studio/missing.js',
    'app://studio/assets',
    'app://studio/assets/',
  ])('gives nothing for %s', async (address) => {
    const response = await ask(address);
    expect(response.status).toBe(404);
    expect(await response.text()).toBe('Not found');
    expectHeaders(response);
  });

  it.each([
    'app://other/',
    'app://studio.example/',
    'app://studio:80/',
    'app://user@studio/',
    'https://studio/',
    'nonsense',
  ])('knows no page at %s', async (address) => {
    const response = await ask(address);
    expect(response.status).toBe(404);
    expectHeaders(response);
  });

  it.each(['POST', 'PUT', 'DELETE', 'HEAD'])('refuses %s', async (method) => {
    const response = await ask('app://studio/index.html', { method });
    expect(response.status).toBe(405);
    expect(response.headers.get('allow')).toBe('GET');
    expectHeaders(response);
  });

  it.each(['https://example.org', 'null', 'app://other', 'http://studio'])(
    'refuses what %s asks for',
    async (origin) => {
      expect((await ask('app://studio/', { initiatorOrigin: origin })).status).toBe(403);
      expect((await ask('app://studio/bytes/runs/r1/weights', { initiatorOrigin: origin })).status).toBe(403);
      expect(bytes).not.toHaveBeenCalled();
    },
  );

  it('answers its own pages and requests the browser starts', async () => {
    expect((await ask('app://studio/', { initiatorOrigin: 'app://studio' })).status).toBe(200);
    expect((await ask('app://studio/')).status).toBe(200);
  });
});

describe('containment', () => {
  it('never resolves outside, for any way of writing dots', () => {
    const dots = ['..', '%2e%2e', '.%2e', '%2E.', '..%2f..', '....//..', '..;/..'];
    for (const way of dots) {
      for (const path of [`/${way}/secret.txt`, `/assets/${way}/${way}/secret.txt`, `/${way}`]) {
        const file = rendererFile(renderer, path);
        expect(file === null || file.startsWith(`${renderer}/`), path).toBe(true);
      }
    }
  });

  it('refuses the folder itself and siblings that begin alike', () => {
    expect(rendererFile(renderer, '/.')).toBeNull();
    expect(rendererFile(renderer, '/../renderer-secret/secret.txt')).toBeNull();
    expect(rendererFile(renderer, '/assets..old/x.js')).toBe(join(renderer, 'assets..old', 'x.js'));
  });

  it.each([
    ['/a/b', '/a/b/c.js', true],
    ['/a/b', '/a/b/..c.js', true],
    ['/a/b', '/a/b', false],
    ['/a/b', '/a', false],
    ['/a/b', '/a/c.js', false],
    ['/a/b', '/a/b-secret/c.js', false],
    ['/a/b', '/etc/passwd', false],
  ])('below %s lies %s: %s', (folderPath, file, expected) => {
    expect(isBelow(folderPath, file)).toBe(expected);
  });

  it.each(['/.fingerprint', '/assets/.hidden/x.js', '/..renderer.js', '/%2efingerprint'])('hides %s', (path) => {
    expect(rendererFile(renderer, path)).toBeNull();
  });

  it('names unknown types as bytes', () => {
    expect(contentTypeOf('x.exe')).toBe('application/octet-stream');
    expect(contentTypeOf('X.MJS')).toBe('text/javascript; charset=utf-8');
  });
});

describe('bytes', () => {
  it('hands GET to the services and streams their answer with the headers', async () => {
    const body = new Response('weights').body;
    bytes.mockResolvedValue({ status: 200, headers: { 'content-type': 'application/octet-stream' }, body });
    const response = await ask('app://studio/bytes/runs/r1/weights?part=2');
    expect(bytes).toHaveBeenCalledWith({
      method: 'GET',
      path: '/bytes/runs/r1/weights?part=2',
      body: null,
      length: null,
    });
    expect(await response.text()).toBe('weights');
    expectHeaders(response);
  });

  it('hands PUT over with its body and length', async () => {
    bytes.mockImplementation(async ({ body }: { body: ReadableStream }) => ({
      status: 204,
      headers: { 'x-got': await new Response(body).text() },
      body: null,
    }));
    const response = await ask('app://studio/bytes/runs/r1/weights', {
      method: 'PUT',
      body: 'abc',
      headers: { 'content-length': '3' },
    });
    expect(response.status).toBe(204);
    expect(response.headers.get('x-got')).toBe('abc');
    expect(bytes.mock.calls[0]?.[0]).toMatchObject({ method: 'PUT', length: 3 });
  });

  it('does not believe a length that is no number', async () => {
    bytes.mockResolvedValue({ status: 204, headers: {}, body: null });
    await ask('app://studio/bytes/x', { method: 'PUT', body: 'abc', headers: { 'content-length': '-1' } });
    expect(bytes.mock.calls[0]?.[0]).toMatchObject({ length: null });
  });

  it.each(['POST', 'DELETE', 'HEAD', 'PATCH'])('refuses %s', async (method) => {
    const response = await ask('app://studio/bytes/runs/r1/weights', { method });
    expect(response.status).toBe(405);
    expect(bytes).not.toHaveBeenCalled();
  });

  it('keeps a defect to itself', async () => {
    bytes.mockRejectedValue(new Error('/home/someone/secret'));
    const response = await ask('app://studio/bytes/runs/r1/weights');
    expect(response.status).toBe(500);
    expect(await response.text()).toBe('Internal error');
    expectHeaders(response);
  });

  it('lets no handler weaken the headers', async () => {
    bytes.mockResolvedValue({ status: 200, headers: { 'content-security-policy': 'default-src *' }, body: null });
    expectHeaders(await ask('app://studio/bytes/exports/e1/model.json'));
  });
});
