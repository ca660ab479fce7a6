import os from 'node:os';
import { beforeAll, describe, expect, it } from 'vitest';
import { contentSecurityPolicy } from '#main/services/securityHeaders.ts';
import { codeIn, ownCall, ownRequest, request, startHost, talk, type TestHost } from './hostSupport.ts';

let host: TestHost;
beforeAll(async () => {
  host = await startHost();
});

type Headers = Readonly<Record<string, string | null>>;
const own = (method: string, target: string, headers?: Headers, body?: string) =>
  ownRequest(host, method, target, headers, body);
const call = (name: string, input: unknown, headers?: Headers) => ownCall(host, name, input, headers);

describe('the way in', () => {
  it('has a token of 256 bits and a cookie that is something else', () => {
    expect(Buffer.from(host.token, 'base64url')).toHaveLength(32);
    expect(Buffer.from(host.cookie.split('=')[1]!, 'base64url')).toHaveLength(32);
    expect(host.cookie).not.toContain(host.token);
  });

  it.each(['/', '/runner.html'])(
    'redeems the token at %s for an HttpOnly SameSite=Strict cookie and redirects',
    async (page) => {
      const answer = await talk(host.port, request('GET', `${page}?token=${host.token}`, host.port));
      expect(answer.status).toBe(303);
      expect(answer.head).toMatch(new RegExp(`^location: ${page}\r?$`, 'im'));
      expect(answer.head).toMatch(
        /^set-cookie: descent-studio-\d+=[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict\r?$/im,
      );
      expect(answer.body).toBe('');
    },
  );

  it('gives the page for the cookie', async () => {
    const answer = await own('GET', '/');
    expect([answer.status, answer.body]).toEqual([200, '<!doctype html><title>studio</title>']);
    expect((await own('GET', '/runner.html')).body).toContain('runner');
  });

  it('takes a one-time address once', async () => {
    const address = new URL(host.studio.oneTimeAddress('/runner.html'));
    const go = () => talk(host.port, request('GET', address.pathname + address.search, host.port));
    expect((await go()).status).toBe(303);
    expect((await go()).status).toBe(403);
  });

  it.each([
    ['a wrong token', () => `/?token=${'A'.repeat(43)}`],
    ['an empty token', () => '/?token='],
    ['a token that is too long', () => `/?token=${host.token}A`],
    ['the beginning of the token', () => `/?token=${host.token.slice(0, 20)}`],
    ['the cookie as a token', () => `/?token=${host.cookie.split('=')[1]}`],
    ['two tokens, the first one wrong', () => `/?token=x&token=${host.token}`],
  ])('refuses %s', async (_what, target) => {
    const answer = await talk(host.port, request('GET', target(), host.port));
    expect([answer.status, codeIn(answer)]).toEqual([403, 'hostRefusedToken']);
    expect(answer.head).not.toMatch(/set-cookie/i);
  });

  it.each([
    ['no cookie', () => null],
    ['an empty cookie', () => `${host.cookie.split('=')[0]}=`],
    ['a wrong cookie', () => `${host.cookie.slice(0, -4)}AAAA`],
    ['the token as a cookie', () => `${host.cookie.split('=')[0]}=${host.token}`],
    ['a cookie of another name', () => `other=${host.cookie.split('=')[1]}`],
  ])('refuses every door with %s', async (_what, cookie) => {
    const doors = [
      own('GET', '/', { cookie: cookie() }),
      own('GET', '/assets/app.js', { cookie: cookie() }),
      own('GET', '/events', { cookie: cookie() }),
      own('GET', '/bytes/datasets/moons/samples', { cookie: cookie() }),
      own('POST', '/bytes/uploads?name=a.csv', { cookie: cookie() }, 'a,b'),
      call('app.info', {}, { cookie: cookie() }),
    ];
    for (const answer of await Promise.all(doors))
      expect([answer.status, codeIn(answer)]).toEqual([401, 'hostRefusedToken']);
  });

  it('says so in words to a reader, in every language', async () => {
    const answer = await talk(host.port, request('GET', '/', host.port, { accept: 'text/html' }));
    expect(answer.head).toContain('text/plain; charset=utf-8');
    expect(answer.body.trim().split('\n')).toHaveLength(3);
  });
});

describe('strangers', () => {
  it.each([
    ['another name', 'studio.example:80'],
    ['a rebound name with our port', 'evil.example:{port}'],
    ['localhost', 'localhost:{port}'],
    ['our address without a port', '127.0.0.1'],
    ['another port', '127.0.0.1:1'],
    ['our address as a beginning', '127.0.0.1:{port}.evil.example'],
  ])('refuses a Host header with %s', async (_what, name) => {
    const value = name.replace('{port}', String(host.port));
    for (const target of ['/', `/?token=${host.token}`, '/assets/app.js']) {
      const answer = await own('GET', target, { host: value });
      expect([answer.status, codeIn(answer)]).toEqual([403, 'hostRefusedName']);
    }
  });

  it('refuses a request without a Host header', async () => {
    expect((await own('GET', '/', { host: null })).status).toBe(400);
    const old = await talk(host.port, `GET /?token=${host.token} HTTP/1.0\r\n\r\n`);
    expect(old.status).toBe(403);
  });

  it.each([
    'http://evil.example',
    'null',
    'https://127.0.0.1:{port}',
    'http://127.0.0.1',
    'http://127.0.0.1:{port}.evil.example',
    '',
  ])('refuses the Origin %j', async (origin) => {
    const value = origin.replace('{port}', String(host.port));
    const answer = await call('app.info', {}, { origin: value });
    expect([answer.status, codeIn(answer)]).toEqual([403, 'hostRefusedOrigin']);
    expect((await own('GET', `/?token=${host.token}`, { origin: value })).status).toBe(403);
  });

  it.each(['cross-site', 'same-site', 'anything'])('refuses Sec-Fetch-Site: %s', async (site) => {
    expect((await call('app.info', {}, { 'sec-fetch-site': site })).status).toBe(403);
    expect((await own('GET', '/', { 'sec-fetch-site': site, origin: null })).status).toBe(403);
  });

  it('takes what a reader typed or opened (Sec-Fetch-Site: none)', async () => {
    expect((await own('GET', '/', { 'sec-fetch-site': 'none', origin: null })).status).toBe(200);
  });

  it('does not answer a preflight', async () => {
    const answer = await own('OPTIONS', '/call/app.info', {
      origin: 'http://evil.example',
      'access-control-request-method': 'POST',
    });
    expect(answer.status).toBe(403);
    expect(answer.head).not.toMatch(/access-control/i);
  });

  it('listens on 127.0.0.1 and nowhere else', async () => {
    const others = Object.values(os.networkInterfaces()).flatMap((all) =>
      (all ?? []).filter((one) => one.family === 'IPv4' && !one.internal),
    );
    const addresses = [...others.map((one) => one.address), '127.0.0.2', '::1'];
    for (const address of addresses) {
      const failure = await talk(host.port, request('GET', '/', host.port), address).then(
        () => 'answered',
        (error: NodeJS.ErrnoException) => error.code,
      );
      expect([address, failure]).not.toContain('answered');
    }
    expect(new URL(host.studio.url).hostname).toBe('127.0.0.1');
  });
});

describe('paths', () => {
  it.each([
    '/../secret.js',
    '/assets/../../secret.js',
    '/..%2fsecret.js',
    '/%2e%2e/secret.js',
    '/%2e%2e%2fsecret.js',
    '/assets/%2e%2e/%2e%2e/secret.js',
    '/%252e%252e/secret.js',
    '/%252e%252e%252fsecret.js',
    '/..%252fsecret.js',
    '/..\\secret.js',
    '/assets\\..\\..\\secret.js',
    '/%5c..%5csecret.js',
    '/assets/..%5c..%5csecret.js',
    '/assets/app.js%00.css',
    '/%00/../secret.js',
    '/assets/app.js%0d%0aset-cookie:x',
    '//secret.js',
    '//etc/passwd',
    '/assets//app.js',
    '/./index.html',
    '/.fingerprint',
    '/.hidden.js',
    '/%2ehidden.js',
    '/../renderer-secret/secret.js',
    '/assets/link.js',
    '/assets/out/secret.js',
    '/assets/noise.bin',
    '/assets',
    '/assets/',
    '/none.js',
    '/%',
    '/%ff',
    '/etc/passwd',
    '/C:/Windows/win.ini',
    '/%c0%ae%c0%ae/secret.js',
    'secret.js',
    '*',
  ])('does not serve %s', async (target) => {
    const answer = await own('GET', target);
    expect([400, 404]).toContain(answer.status);
    expect(answer.body).not.toContain('SECRET');
    expect(answer.body).not.toContain('root:');
  });

  it('does not act as a proxy', async () => {
    const answer = await own('GET', 'http://evil.example/index.html');
    expect(answer.status).toBe(400);
    const tunnel = await talk(host.port, request('CONNECT', 'evil.example:443', host.port, { cookie: host.cookie }));
    expect(tunnel.status).not.toBe(200);
  });

  it('serves what the build made, links inside it too, with the right types', async () => {
    const type = async (target: string) => {
      const answer = await own('GET', target);
      return [answer.status, /^content-type: (.*)\r?$/im.exec(answer.head)?.[1]];
    };
    expect(await type('/')).toEqual([200, 'text/html; charset=utf-8']);
    expect(await type('/index.html?x=1')).toEqual([200, 'text/html; charset=utf-8']);
    expect(await type('/assets/app.js')).toEqual([200, 'text/javascript; charset=utf-8']);
    expect(await type('/assets/inside.js')).toEqual([200, 'text/javascript; charset=utf-8']);
    expect(await type('/assets/look.css')).toEqual([200, 'text/css; charset=utf-8']);
    expect(await type('/assets/engine.wasm')).toEqual([200, 'application/wasm']);
    const head = await own('HEAD', '/assets/app.js');
    expect([head.status, head.body]).toEqual([200, '']);
  });

  it.each([
    '/bytes/runs/..%2f..%2fsecret/weights',
    '/bytes/runs/%2e%2e/weights',
    '/bytes/datasets/..%5c/samples',
    '/bytes/exports/x/..%2f..%2fstudio.sqlite',
    '/bytes/datasets/moons/dataset.json',
    '/bytes/',
    '/bytes',
  ])('has no bytes at %s', async (target) => {
    expect([400, 404]).toContain((await own('GET', target)).status);
  });
});

describe('methods and types', () => {
  it.each([
    ['POST', '/', 'GET, HEAD'],
    ['PUT', '/assets/app.js', 'GET, HEAD'],
    ['DELETE', '/assets/app.js', 'GET, HEAD'],
    ['GET', '/call/app.info', 'POST'],
    ['PUT', '/call/app.info', 'POST'],
    ['POST', '/events', 'GET'],
    ['GET', '/bytes/uploads?name=x', 'POST'],
    ['POST', '/bytes/datasets/moons/samples', 'GET, PUT'],
    ['DELETE', '/bytes/runs/r/weights', 'GET, PUT'],
    ['TRACE', '/', 'GET, HEAD'],
  ])('refuses %s %s and says what is possible', async (method, target, allow) => {
    const answer = await own(method, target);
    expect(answer.status).toBe(405);
    expect(answer.head).toMatch(new RegExp(`^allow: ${allow}\r?$`, 'im'));
  });

  it('refuses a body where none belongs', async () => {
    expect((await own('GET', '/', {}, 'x=1')).status).toBe(400);
    expect((await own('GET', '/', { 'transfer-encoding': 'chunked' })).status).toBe(400);
  });

  it.each(['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data', 'application/jsonp', null])(
    'refuses a call of type %s',
    async (type) => {
      const answer = await call('settings.set', { theme: 'dark' }, { 'content-type': type });
      expect([answer.status, codeIn(answer)]).toEqual([415, 'contentTypeRefused']);
      expect(JSON.parse((await call('settings.get', {})).body)).toMatchObject({ value: { theme: 'system' } });
    },
  );

  it('answers calls of the contract and no others', async () => {
    const answer = await call('app.info', {}, { 'content-type': 'application/json; charset=utf-8' });
    expect([answer.status, JSON.parse(answer.body)]).toMatchObject([200, { ok: true, value: { host: 'loopback' } }]);
    for (const name of ['none', 'toString', '__proto__', 'app.info/x', 'APP.INFO'])
      expect((await call(name, {})).status).toBe(404);
    const broken = await own('POST', '/call/app.info', { 'content-type': 'application/json' }, '{"a":');
    expect([broken.status, codeIn(broken)]).toEqual([400, 'badInput']);
    expect(JSON.parse((await call('runs.get', { run: 7 })).body)).toMatchObject({ ok: false, code: 'badInput' });
  });
});

describe('headers', () => {
  it('carries the policy on every answer, good or refused', async () => {
    const { port } = host;
    const answers = await Promise.all([
      own('GET', '/'),
      own('GET', '/assets/app.js'),
      own('GET', '/none.js'),
      own('DELETE', '/'),
      call('app.info', {}),
      own('GET', '/bytes/datasets/none/samples'),
      talk(port, request('GET', `/?token=${host.token}`, port)),
      talk(port, request('GET', '/?token=x', port)),
      own('GET', '/', { host: 'evil.example' }),
      talk(port, 'NONSENSE\r\n\r\n'),
    ]);
    for (const { head } of answers) {
      expect(head.toLowerCase()).toContain(`content-security-policy: ${contentSecurityPolicy()}`);
      expect(head.toLowerCase()).toContain('x-content-type-options: nosniff');
      expect(head).not.toMatch(/access-control-|x-powered-by|^server:/im);
    }
    expect(contentSecurityPolicy()).toContain("default-src 'none'; script-src 'self' 'wasm-unsafe-eval'");
  });
});
