import fs from 'node:fs';
import http from 'node:http';
import os from 'node:os';
import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { browserPlaces, findBrowser, launchHeadless } from '#main/loopback/browser.ts';
import { openDatabase } from '#main/services/database.ts';
import { columnBodyType, packColumns } from '#shared/columnBody.ts';
import { bytesAddress } from '#shared/contract.ts';
import { environment, hashA, hashB, MOONS_WEIGHT_BYTES, startInput } from '../unit/services/fixtures.ts';
import { startHost, type TestHost } from './hostSupport.ts';
import { eventually } from '../support/eventually.ts';

let host: TestHost;
beforeAll(async () => {
  host = await startHost({ pageGraceMs: 1500 });
});

const origin = () => `http://127.0.0.1:${host.port}`;

async function call(name: string, input: unknown): Promise<{ ok: boolean; value: never; code?: string }> {
  const headers = { 'content-type': 'application/json', cookie: host.cookie, origin: origin() };
  const response = await fetch(`${origin()}/call/${name}`, { method: 'POST', headers, body: JSON.stringify(input) });
  return (await response.json()) as { ok: boolean; value: never };
}

/** An open page: reads its events until it is closed. */
function openEvents(lastEventId?: string): Promise<{ text(): string; close(): void; ended: Promise<void> }> {
  const headers = { cookie: host.cookie, ...(lastEventId ? { 'last-event-id': lastEventId } : {}) };
  return new Promise((resolve, reject) => {
    const request = http.get(`${origin()}/events`, { headers, agent: false }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
      const ended = new Promise<void>((resolve) => response.on('close', resolve));
      resolve({ text: () => text, close: () => request.destroy(), ended });
    });
    request.on('error', reject);
  });
}

async function startRun(): Promise<string> {
  const { value } = await call('experiments.start', startInput());
  const run = (value as { runs: { id: string }[] }).runs[0]!.id;
  await call('runs.begin', { run, environment, initialWeightsHash: hashA, batchOrderHash: hashB });
  return run;
}

describe('loopback host', () => {
  it('offers calls, events, bytes and weights over one origin', async () => {
    const page = await openEvents();
    const run = await startRun();
    await eventually(() => expect(page.text()).toContain('event: runs.changed\ndata: {"experiment":"e-'));
    const weights = new Uint8Array(new Float32Array(MOONS_WEIGHT_BYTES / 4).fill(0.5).buffer);
    const headers = { cookie: host.cookie, origin: origin() };
    const send = (body: Uint8Array<ArrayBuffer>) =>
      fetch(origin() + bytesAddress.weights(run), { method: 'PUT', body, headers });
    expect((await send(weights.slice(4))).status).toBe(422);
    expect((await send(weights)).status).toBe(204);
    const back = await fetch(origin() + bytesAddress.weights(run), { headers });
    expect(new Uint8Array(await back.arrayBuffer())).toEqual(weights);
    const samples = await fetch(origin() + bytesAddress.datasetPart('moons', 'samples'), { headers });
    expect((await samples.arrayBuffer()).byteLength).toBe(Number(samples.headers.get('content-length')));
    expect((await call('runs.setStatus', { run, status: 'finished', reason: null })).ok).toBe(true);
    page.close();
  });

  it('takes points as columns of bytes, checks them like all others, and refuses what only says so', async () => {
    const run = await startRun();
    const post = async (body: Uint8Array<ArrayBuffer>) => {
      const headers = { 'content-type': columnBodyType, cookie: host.cookie, origin: origin() };
      const response = await fetch(`${origin()}/call/runs.append`, { method: 'POST', headers, body });
      return { status: response.status, answer: await response.json() };
    };
    const append = (fromStep: number) => {
      const steps = [{ series: 'loss', fromStep, values: Float64Array.of(0.5, NaN, 1 / 3) }];
      return packColumns({ runs: [{ run, steps, epochs: [] }] });
    };
    expect(await post(append(1))).toMatchObject({ status: 200, answer: { ok: true } });
    expect(host.studio.services.runs.points(run).steps).toEqual([
      { series: 'loss', fromStep: 1, values: [0.5, null, 1 / 3] },
    ]);
    const refused = { ok: false, code: 'badInput' };
    expect(await post(append(-1))).toMatchObject({ status: 200, answer: refused });
    expect(await post(append(4).subarray(0, -8))).toMatchObject({ status: 400, answer: refused });
    expect(await post(new TextEncoder().encode('{"runs":[]}'))).toMatchObject({ status: 400, answer: refused });
  });

  it('interrupts what a page trained when it is gone, but not when it only reconnects', async () => {
    const page = await openEvents();
    await eventually(() => expect(page.text()).toMatch(/^id: [0-9a-f]{16}$/m));
    const id = /^id: (\S+)$/m.exec(page.text())![1]!;
    const run = await startRun();
    page.close();
    const again = await openEvents(id);
    await new Promise((resolve) => setTimeout(resolve, 2000));
    expect(host.studio.services.runs.get(run).status).toBe('running');

    again.close();
    const reloaded = await openEvents();
    const later = await startRun();
    await eventually(() =>
      expect(host.studio.services.runs.get(run)).toMatchObject({
        status: 'interrupted',
        reason: { code: 'windowClosed' },
      }),
    );
    expect(host.studio.services.runs.get(later).status).toBe('running');
    reloaded.close();
  });

  it('hands a task to a window-less page and its output back', async () => {
    const output = host.studio.services.tasks.enqueue({ kind: 'probe', backend: 'cpu' });
    const { value } = await call('tasks.next', {});
    await call('tasks.done', { task: (value as { task: string }).task, failure: null, output: { speed: 2 } });
    expect(await output).toEqual({ speed: 2 });
  });

  it('ends everything on close: server, open pages, services', async () => {
    const other = await startHost();
    const headers = { cookie: other.cookie };
    const response = await fetch(`http://127.0.0.1:${other.port}/events`, { headers });
    await other.studio.close();
    await other.studio.closed;
    await response.text().catch(() => '');
    await expect(fetch(`http://127.0.0.1:${other.port}/`)).rejects.toThrow();
    const db = openDatabase(path.join(other.userData, 'studio.sqlite'));
    expect(db.prepare('SELECT * FROM hosts').all()).toEqual([]);
    db.close();
  });

  it('runs beside another host: cookies of one do not open the other', async () => {
    const other = await startHost();
    const answer = await fetch(`http://127.0.0.1:${other.port}/`, { headers: { cookie: host.cookie } });
    expect(answer.status).toBe(401);
    const both = await fetch(`http://127.0.0.1:${other.port}/`, {
      headers: { cookie: `${host.cookie}; ${other.cookie}` },
    });
    expect(both.status).toBe(200);
  });
});

describe('browsers', () => {
  it('looks in the usual places, the named one first and alone', () => {
    expect(browserPlaces('linux', { STUDIO_BROWSER: '/opt/x', PATH: '/bin' }, '/h')).toEqual([
      { path: '/opt/x', name: 'x' },
    ]);
    const linux = browserPlaces('linux', { PATH: '/opt/bin:.:relative' }, '/h').map((place) => place.path);
    expect(linux[0]).toBe('/opt/bin/google-chrome-stable');
    expect(linux).toContain('/usr/bin/chromium');
    expect(linux).toContain('/snap/bin/chromium');
    expect(linux.every((place) => path.isAbsolute(place))).toBe(true);
    expect(browserPlaces('darwin', {}, '/Users/ada').map((place) => place.path)).toContain(
      '/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge',
    );
    expect(browserPlaces('win32', { ProgramFiles: 'C:\\Program Files' }, '')[0]).toEqual({
      name: 'Google Chrome',
      path: 'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
    });
  });

  it('finds none where STUDIO_BROWSER names nothing', () => {
    expect(findBrowser({ STUDIO_BROWSER: '/none/such', PATH: process.env.PATH })).toBeNull();
    expect(findBrowser({ STUDIO_BROWSER: os.tmpdir() })).toBeNull();
  });

  it.runIf(findBrowser())(
    'opens a page without a window by a one-time address and ends the browser',
    { timeout: 60_000 },
    async () => {
      fs.writeFileSync(
        path.join(host.rendererFolder, 'runner.html'),
        '<!doctype html><script type="module" src="assets/runner.js"></script>',
      );
      fs.writeFileSync(
        path.join(host.rendererFolder, 'assets', 'runner.js'),
        `const post = (name, input) => fetch('/call/' + name, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(input) }).then((r) => r.json());
       const wasm = await WebAssembly.compile(new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0])).then(() => true, () => false);
       let evals = true; try { new Function('') } catch { evals = false }
       const { value: task } = await post('tasks.next', {});
       await post('tasks.done', { task: task.task, failure: null, output: { cookie: document.cookie, search: location.search, wasm, evals } });`,
      );
      const output = host.studio.services.tasks.enqueue({ kind: 'probe', backend: 'cpu' });
      const profile = fs.mkdtempSync(path.join(os.tmpdir(), 'descent-profile-'));
      const browser = launchHeadless(findBrowser()!, host.studio.oneTimeAddress('/runner.html'), { profile });
      try {
        expect(await output).toEqual({ cookie: '', search: '', wasm: true, evals: false });
      } finally {
        await browser.kill();
        fs.rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
      }
      await browser.ended;
      expect(browser.child.exitCode ?? browser.child.signalCode).not.toBeNull();
    },
  );
});
