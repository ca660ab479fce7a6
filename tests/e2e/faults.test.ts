import { rm } from 'node:fs/promises';
import type { Page, Worker } from 'playwright-core';
import { afterEach, describe, expect, it } from 'vitest';
import type { EngineChoice } from '#shared/domain/backend.ts';
import { prepareHome } from '../support/homes.ts';
import { openStudio, startStudio, type OpenStudio, type RunningStudio } from '../support/studio.ts';
import {
  ask,
  expectKept,
  expectSame,
  historiesOf,
  moonsFor,
  noteAcknowledged,
  passCheckpoint,
  trainDraft,
  waitForRuns,
  type Acknowledged,
  type RunHistory,
} from './faults.ts';
import { goTo, TRAINING_LIMIT_MS } from './walk.ts';

/** Ten updates each: long enough to be in mid-training when its checkpoint is kept; some seconds on the CPU engine. */
const EPOCHS = 800;

interface Scene {
  readonly page: Page;
  readonly studio: RunningStudio;
  readonly open: OpenStudio;
  readonly noted: Acknowledged;
}

const cleanUps: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const work of cleanUps.splice(0).reverse()) await work();
});

/** A studio with this draft, and its window. */
async function scene(engine: EngineChoice, epochs: number): Promise<Scene> {
  const home = await prepareHome({ settings: { engine }, draft: await moonsFor(epochs) });
  cleanUps.push(() => rm(home, { recursive: true, force: true, maxRetries: 3 }));
  const studio = await startStudio({ home });
  cleanUps.push(() => studio.stop());
  const open = await openStudio(studio.url);
  cleanUps.push(() => open.close());
  return { page: open.page, studio, open, noted: noteAcknowledged(open.page) };
}

/** The workers that train, newest last. */
function enginesOf(page: Page): Worker[] {
  return page.workers().filter((worker) => /\/worker-/.test(worker.url()));
}

/** Histories without a fault, by executor: all scenes of one train the same experiment. */
const references = new Map<string, readonly RunHistory[]>();

/** The history of the same experiment, trained without a fault; trained once for all scenes. */
async function uninterrupted(page: Page, engine: EngineChoice): Promise<readonly RunHistory[]> {
  const known = references.get(engine);
  if (known) return known;
  const experiment = await trainDraft(page);
  await waitForRuns(page, experiment, 'finished');
  const histories = await historiesOf(page, experiment);
  references.set(engine, histories);
  return histories;
}

describe('a worker that is lost', () => {
  it.each([
    ['crashes', 'void setTimeout(() => { throw new Error("boom"); })'],
    ['is killed without a word', 'globalThis.close()'],
  ] as const)('and %s is replaced, and the runs go on as if nothing had been', async (_, end) => {
    const { page, noted } = await scene('wasm', EPOCHS);
    const experiment = await trainDraft(page);
    await passCheckpoint(page, noted, 2);
    await enginesOf(page).at(-1)!.evaluate(end);
    await waitForRuns(page, experiment, 'finished');
    const recovered = await historiesOf(page, experiment);
    expectKept(noted, recovered);
    expect(recovered.map(({ losses }) => losses.length)).toEqual([10 * EPOCHS, 10 * EPOCHS]);
    expectSame(recovered, await uninterrupted(page, 'wasm'));
  });
});

describe('a graphics context that is lost', () => {
  /** Lets the workers of this page remember their graphics context from when they start, so that a test can take it away. */
  function rememberContexts(page: Page): void {
    const remember = `{
      const own = OffscreenCanvas.prototype.getContext;
      OffscreenCanvas.prototype.getContext = function (...given) {
        return (globalThis.lastContext = own.apply(this, given));
      };
    }`;
    page.on('worker', (worker) => void worker.evaluate(remember).catch(() => undefined));
  }

  const lose = (worker: Worker) =>
    worker.evaluate("globalThis.lastContext.getExtension('WEBGL_lose_context').loseContext()");

  it('is replaced, and the runs go on as if nothing had been', async () => {
    const { page, noted } = await scene('webgl', 20);
    rememberContexts(page);
    const experiment = await trainDraft(page);
    await passCheckpoint(page, noted, 2);
    await lose(enginesOf(page).at(-1)!);
    await waitForRuns(page, experiment, 'finished');
    const recovered = await historiesOf(page, experiment);
    expectKept(noted, recovered);
    expect(recovered.map(({ run }) => run.backend)).toEqual(['webgl', 'webgl']);
    expectSame(recovered, await uninterrupted(page, 'webgl'));
  });

  it('four times ends with the reason, every point kept; then it can be continued', async () => {
    const { page, noted } = await scene('webgl', 20);
    rememberContexts(page);
    const experiment = await trainDraft(page);
    let worker: Worker | undefined;
    const hasFresh = (): boolean => enginesOf(page).length > 0 && enginesOf(page).at(-1) !== worker;
    for (let times = 0; times < 4; times++) {
      const size = (): number => [...noted.losses.values()].reduce((sum, own) => sum + own.size, 0);
      await expect.poll(hasFresh, { timeout: TRAINING_LIMIT_MS }).toBe(true);
      worker = enginesOf(page).at(-1)!;
      const before = size();
      await expect.poll(() => size() > before, { timeout: TRAINING_LIMIT_MS }).toBe(true);
      await lose(worker);
    }
    await waitForRuns(page, experiment, 'failed');
    await page.getByText(/more than three times/).waitFor();
    const failed = await historiesOf(page, experiment);
    expect(failed.map(({ run }) => run.reason?.code)).toEqual(['contextLost', 'contextLost']);
    expectKept(noted, failed);
    await page.getByRole('button', { name: 'Continue training' }).click();
    await waitForRuns(page, experiment, 'finished');
    expectKept(noted, await historiesOf(page, experiment));
  });
});

describe('a graphics unit without memory', () => {
  /** Lets workers refuse textures, once told to, as a card does whose memory is used up. */
  function prepareRefusal(page: Page): void {
    const prepare = `{
      const { texStorage2D, getError, OUT_OF_MEMORY } = WebGL2RenderingContext.prototype;
      let refused = false;
      globalThis.refuse = () => {
        WebGL2RenderingContext.prototype.texStorage2D = () => { refused = true; };
      };
      WebGL2RenderingContext.prototype.getError = function () {
        const error = refused ? OUT_OF_MEMORY : getError.call(this);
        refused = false;
        return error;
      };
    }`;
    page.on('worker', (worker) => void worker.evaluate(prepare).catch(() => undefined));
  }

  /** Notes how much of the data each worker may keep on the card. */
  async function noteShares(page: Page): Promise<() => Promise<unknown>> {
    await page.evaluate(`{
      globalThis.shares = [];
      const post = Worker.prototype.postMessage;
      Worker.prototype.postMessage = function (message, ...rest) {
        if (message.type === 'train') globalThis.shares.push(message.request.residentShare);
        return post.call(this, message, ...rest);
      };
    }`);
    return () => page.evaluate('globalThis.shares');
  }

  /** Uses the card's memory up in mid-training, so many times. */
  async function runOut({ page, noted }: Scene, times: number): Promise<void> {
    const size = (): number => [...noted.losses.values()].reduce((sum, own) => sum + own.size, 0);
    let worker: Worker | undefined;
    const hasFresh = (): boolean => enginesOf(page).length > 0 && enginesOf(page).at(-1) !== worker;
    for (let time = 0; time < times; time++) {
      await expect.poll(hasFresh, { timeout: TRAINING_LIMIT_MS }).toBe(true);
      worker = enginesOf(page).at(-1)!;
      const before = size();
      await expect.poll(() => size() > before, { timeout: TRAINING_LIMIT_MS }).toBe(true);
      await worker.evaluate('globalThis.refuse()');
    }
  }

  it('keeps half of the data there, then none, and the runs go on as if nothing had been', async () => {
    const own = await scene('webgl', 20);
    const { page, noted } = own;
    prepareRefusal(page);
    const shares = await noteShares(page);
    const experiment = await trainDraft(page);
    await runOut(own, 2);
    await waitForRuns(page, experiment, 'finished');
    expect(await shares()).toEqual([1, 0.5, 0]);
    const recovered = await historiesOf(page, experiment);
    expectKept(noted, recovered);
    expectSame(recovered, await uninterrupted(page, 'webgl'));
  });

  it('that is still too small ends with the reason, every point kept; then it can be continued', async () => {
    const own = await scene('webgl', 20);
    const { page, noted } = own;
    prepareRefusal(page);
    const experiment = await trainDraft(page);
    await runOut(own, 3);
    await waitForRuns(page, experiment, 'failed');
    await page.getByText(/ran out of memory/).waitFor();
    const failed = await historiesOf(page, experiment);
    expect(failed.map(({ run }) => run.reason?.code)).toEqual(['gpuMemory', 'gpuMemory']);
    expectKept(noted, failed);
    await page.getByRole('button', { name: 'Continue training' }).click();
    await waitForRuns(page, experiment, 'finished');
    expectKept(noted, await historiesOf(page, experiment));
  });
});

describe('a window that is closed while it trains', () => {
  it('leaves interrupted runs that the next one continues', async () => {
    const { page, studio, open, noted } = await scene('wasm', EPOCHS);
    const experiment = await trainDraft(page);
    await passCheckpoint(page, noted, 2);
    await page.close();
    const context = open.browser.contexts()[0]!;
    const next = await context.newPage();
    await next.goto(new URL('/', studio.url).href);
    await waitForRuns(next, experiment, 'interrupted');
    const { runs } = await ask(next, 'experiments.get', { experiment });
    expect(runs.map((run) => run.reason?.code)).toEqual(['windowClosed', 'windowClosed']);
    expectKept(noted, await historiesOf(next, experiment));
    await goTo(next, /^Runs/);
    await next.getByRole('button', { name: 'Continue' }).click();
    await waitForRuns(next, experiment, 'finished');
    const resumed = await historiesOf(next, experiment);
    expectKept(noted, resumed);
    expectSame(resumed, await uninterrupted(next, 'wasm'));
  });
});

describe('a disk that is full while it trains', () => {
  it('pauses, says so, and goes on when tried again with room', async () => {
    const { page, noted } = await scene('wasm', EPOCHS);
    const experiment = await trainDraft(page);
    await passCheckpoint(page, noted, 2);
    // What the host answers then is tested on a disk that really is full: tests/unit/services/fullDisk.test.ts.
    const full = { ok: false, code: 'diskFull', detail: {} };
    await page.route('**/call/runs.append', (route) => route.fulfill({ json: full }));
    await page.route('**/bytes/runs/*/checkpoint', (route) => route.fulfill({ status: 507, json: full }));
    await page.getByText('The disk is full.').waitFor();
    await page.getByText(/^Paused in epoch/).waitFor();
    const stands = await historiesOf(page, experiment);
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.getByText('The disk is full.').waitFor();
    expectSame(await historiesOf(page, experiment), stands);
    await page.unroute('**/call/runs.append');
    await page.unroute('**/bytes/runs/*/checkpoint');
    await page.getByRole('button', { name: 'Try again' }).click();
    await waitForRuns(page, experiment, 'finished');
    const went = await historiesOf(page, experiment);
    expectKept(noted, went);
    expectSame(went, await uninterrupted(page, 'wasm'));
  });
});
