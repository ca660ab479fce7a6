import { rm } from 'node:fs/promises';
import type { Page, Route } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { prepareHome } from '../support/homes.ts';
import { openStudio, startStudio, type OpenStudio, type RunningStudio } from '../support/studio.ts';
import { ask } from './ask.ts';
import {
  enginesOf,
  expectKept,
  expectSame,
  goOnUntil,
  historiesOf,
  knownOf,
  moonsFor,
  noteAcknowledged,
  trainDraft,
  trainHeld,
  waitForRuns,
  type Acknowledged,
  type RunHistory,
} from './faults.ts';
import { goTo } from './walk.ts';

/** Ten updates each. */
const EPOCHS = 80;
/** Where it is held, in the middle of an epoch. */
const HELD_AT = 137;

let home: string;
let studio: RunningStudio;
let open: OpenStudio;
beforeAll(async () => {
  home = await prepareHome({ settings: { engine: 'wasm' }, draft: await moonsFor(EPOCHS) });
  studio = await startStudio({ home });
  // One scene has workers of its own, which a page of ours is not let have.
  open = await openStudio(studio.url, { bypassCSP: true });
  // Every scene has a window of its own: the host asks whether any is left.
  await open.page.close();
});
afterAll(async () => {
  await open.close();
  await studio.stop();
  await rm(home, { recursive: true, force: true, maxRetries: 3 });
});

/** Another window on the same studio; it does this, JavaScript, before anything else. */
async function openPage(script = ''): Promise<Page> {
  const page = await open.browser.contexts()[0]!.newPage();
  await page.addInitScript(script);
  await page.goto(new URL('/', studio.url).href);
  return page;
}

interface Scene {
  readonly page: Page;
  readonly noted: Acknowledged;
  readonly experiment: string;
}

/** A window of its own in which the draft trains; it stands with its checkpoints kept. */
async function scene(script = ''): Promise<Scene> {
  const page = await openPage(script);
  const noted = noteAcknowledged(page);
  return { page, noted, experiment: await trainHeld(page, noted, HELD_AT) };
}

let reference: readonly RunHistory[] | null = null;

/** The history of the same experiment without a fault; trained once for all scenes. */
async function uninterrupted(page: Page): Promise<readonly RunHistory[]> {
  if (reference) return reference;
  const experiment = await trainDraft(page);
  await waitForRuns(page, experiment, 'finished');
  return (reference = await historiesOf(page, experiment));
}

/** All of it is there, as if nothing had been. */
async function expectWhole({ page, noted, experiment }: Scene): Promise<void> {
  await waitForRuns(page, experiment, 'finished');
  const went = await historiesOf(page, experiment);
  expectKept(noted, went);
  expect(went.map(({ losses }) => losses.length)).toEqual([10 * EPOCHS, 10 * EPOCHS]);
  expectSame(went, await uninterrupted(page));
  await page.close();
}

describe('a worker that is lost', () => {
  it.each([
    ['crashes', 'void setTimeout(() => { throw new Error("boom"); })'],
    ['is killed without a word', 'globalThis.close()'],
  ] as const)('and %s is replaced, and the runs go on as if nothing had been', async (_, end) => {
    const own = await scene();
    const worker = enginesOf(own.page).at(-1)!;
    const isLost = new Promise((resolve) => worker.once('close', resolve));
    await goOnUntil(own.page, end);
    await isLost;
    // A worker goes after its runs have ended, too.
    const { runs } = await ask(own.page, 'experiments.get', { experiment: own.experiment });
    expect(runs.some(({ status }) => status === 'finished')).toBe(false);
    await expectWhole(own);
  });
});

describe('a window that is closed while it trains', () => {
  it('leaves interrupted runs that the next one continues', async () => {
    const { page, noted, experiment } = await scene();
    const known = knownOf(noted);
    // In the middle of its work, with no end to it.
    await goOnUntil(page, 'while (true);');
    await expect.poll(() => knownOf(noted)).toBeGreaterThan(known);
    await page.close();
    const next = await openPage();
    await waitForRuns(next, experiment, 'interrupted');
    const { runs } = await ask(next, 'experiments.get', { experiment });
    expect(runs.map((run) => run.reason?.code)).toEqual(['windowClosed', 'windowClosed']);
    expectKept(noted, await historiesOf(next, experiment));
    await goTo(next, /^Runs/);
    await next.getByRole('button', { name: 'Continue' }).click();
    await expectWhole({ page: next, noted, experiment });
  });
});

describe('a disk that is full while it trains', () => {
  it('pauses, says so, and goes on when tried again with room', async () => {
    const own = await scene();
    const { page, experiment } = own;
    // What the host answers then is tested on a disk that really is full: tests/unit/services/fullDisk.test.ts.
    const full = { ok: false, code: 'diskFull', detail: {} };
    await page.route('**/call/runs.append', (route) => route.fulfill({ json: full }));
    await page.route('**/bytes/runs/*/checkpoint', (route) => route.fulfill({ status: 507, json: full }));
    // Busy until the page has heard of the disk: then it is told to pause before it ends, however fast it is.
    await goOnUntil(page, 'for (const fromMs = performance.now(); performance.now() < fromMs + 2000; );');
    await page.getByText('The disk is full.').waitFor();
    await page.getByText(/^Paused in epoch/).waitFor();
    const stands = await historiesOf(page, experiment);
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.getByText('The disk is full.').waitFor();
    expectSame(await historiesOf(page, experiment), stands);
    await page.unroute('**/call/runs.append');
    await page.unroute('**/bytes/runs/*/checkpoint');
    await page.getByRole('button', { name: 'Try again' }).click();
    await expectWhole(own);
  });
});

describe('a machine that has no memory left for the CPU engine', () => {
  /** Two workers train. The page can take every memory that the browser still gives to WebAssembly: a hundred and some, of no bytes each. */
  const hoarding = `{
    Object.defineProperty(navigator, 'hardwareConcurrency', { value: 3 });
    const hoarder = URL.createObjectURL(new Blob([\`
      const held = [];
      onmessage = ({ data }) => {
        try {
          while (held.length < data) held.push(new WebAssembly.Memory({ initial: 1 }));
        } catch {}
        postMessage(held.length);
      };
    \`]));
    const ask = (worker, most) =>
      new Promise((resolve) => {
        worker.onmessage = ({ data }) => resolve(data);
        worker.postMessage(most);
      });
    const hoard = (globalThis.hoard = {
      async fill() {
        hoard.one = new Worker(hoarder);
        hoard.rest = new Worker(hoarder);
        await ask(hoard.one, 1);
        hoard.count = await ask(hoard.rest, Infinity);
      },
      async take(more) {
        const wanted = hoard.count + more;
        while ((await ask(hoard.rest, wanted)) < wanted) await new Promise((resolve) => setTimeout(resolve, 5));
      },
    });
  }`;

  const isMemoryThere = `(() => {
    try {
      return new WebAssembly.Memory({ initial: 1 }) !== null;
    } catch {
      return false;
    }
  })()`;

  it('ends with the reason when not even one worker can train; with memory again it goes on as if nothing had been', async () => {
    const own = await scene(hoarding);
    const { page, noted, experiment } = own;
    expect(enginesOf(page).length).toBe(2);
    await page.evaluate('hoard.fill()');
    // What the two had is taken before fresh ones come.
    const takeFirst = async (route: Route): Promise<void> => {
      await page.evaluate('hoard.take(2)');
      await route.continue();
    };
    await page.route('**/call/runs.rewind', takeFirst, { times: 1 });
    await goOnUntil(page, 'globalThis.close()');
    await waitForRuns(page, experiment, 'failed');
    await page.getByText(/too little memory to train this/).waitFor();
    const failed = await historiesOf(page, experiment);
    expect(failed.map(({ run }) => run.reason?.code)).toEqual(['cpuMemory', 'cpuMemory']);
    expectKept(noted, failed);
    await page.evaluate('hoard.one.terminate(), hoard.rest.terminate()');
    await expect.poll(() => page.evaluate(isMemoryThere)).toBe(true);
    await page.getByRole('button', { name: 'Continue training' }).click();
    await expectWhole(own);
  });
});
