import { rm } from 'node:fs/promises';
import type { Page, Worker } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { prepareHome } from '../support/homes.ts';
import { openStudio, startStudio, type OpenStudio, type RunningStudio } from '../support/studio.ts';
import {
  enginesOf,
  expectKept,
  expectSame,
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
import { TRAINING_LIMIT_MS } from './walk.ts';

/** Ten updates each: long enough to be in mid-training whatever is done to it. */
const EPOCHS = 20;

let home: string;
let studio: RunningStudio;
let open: OpenStudio;
let page: Page;
let noted: Acknowledged;
beforeAll(async () => {
  home = await prepareHome({ settings: { engine: 'webgl' }, draft: await moonsFor(EPOCHS) });
  studio = await startStudio({ home });
  open = await openStudio(studio.url);
  // Every scene has a window of its own: the host asks whether any is left.
  await open.page.close();
});
afterAll(async () => {
  await open.close();
  await studio.stop();
  await rm(home, { recursive: true, force: true, maxRetries: 3 });
});
beforeEach(async () => {
  page = await open.browser.contexts()[0]!.newPage();
  noted = noteAcknowledged(page);
});
afterEach(() => page.close());

/** Opens the window; a worker does this, JavaScript, before anything else. */
async function openWith(script: string): Promise<void> {
  page.on('worker', (worker) => void worker.evaluate(script).catch(() => undefined));
  await page.goto(new URL('/', studio.url).href);
}

/** Does something to the worker that trains so many times: to each fresh one, once it has told more than was known. */
async function toEachWorker(times: number, act: (worker: Worker) => Promise<unknown>): Promise<void> {
  let worker: Worker | undefined;
  const hasFresh = (): boolean => enginesOf(page).length > 0 && enginesOf(page).at(-1) !== worker;
  for (let time = 0; time < times; time++) {
    await expect.poll(hasFresh, { timeout: TRAINING_LIMIT_MS }).toBe(true);
    worker = enginesOf(page).at(-1)!;
    const before = knownOf(noted);
    await expect.poll(() => knownOf(noted) > before, { timeout: TRAINING_LIMIT_MS }).toBe(true);
    await act(worker);
  }
}

let reference: readonly RunHistory[] | null = null;

/** The runs end; their history is the one of the same experiment without a fault, which is trained once. */
async function expectWhole(experiment: string): Promise<void> {
  await waitForRuns(page, experiment, 'finished');
  const recovered = await historiesOf(page, experiment);
  expectKept(noted, recovered);
  expect(recovered.map(({ run }) => run.backend)).toEqual(['webgl', 'webgl']);
  if (!reference) {
    const uninterrupted = await trainDraft(page);
    await waitForRuns(page, uninterrupted, 'finished');
    reference = await historiesOf(page, uninterrupted);
  }
  expectSame(recovered, reference);
}

/** Every run has failed with this reason and kept its points; it can be continued, and is whole then. */
async function expectContinued(experiment: string, code: string, said: RegExp): Promise<void> {
  await waitForRuns(page, experiment, 'failed');
  await page.getByText(said).waitFor();
  const failed = await historiesOf(page, experiment);
  expect(failed.map(({ run }) => run.reason?.code)).toEqual([code, code]);
  expectKept(noted, failed);
  await page.getByRole('button', { name: 'Continue training' }).click();
  await expectWhole(experiment);
}

it('a graphics context that is lost is replaced, and the runs go on; the fourth time they end with the reason, every point kept, and can be continued as if nothing had been', async () => {
  // Workers take their graphics context away themselves, at the next thing they draw: they may have had it before a test can say a word.
  await openWith(`{
    const { drawElements } = WebGL2RenderingContext.prototype;
    globalThis.loseContext = () => {
      WebGL2RenderingContext.prototype.drawElements = function (...given) {
        WebGL2RenderingContext.prototype.drawElements = drawElements;
        drawElements.apply(this, given);
        this.getExtension('WEBGL_lose_context').loseContext();
      };
    };
  }`);
  const experiment = await trainDraft(page);
  await toEachWorker(4, (worker) => worker.evaluate('globalThis.loseContext()'));
  await expectContinued(experiment, 'contextLost', /more than three times/);
});

/** Losses up to an update; there are some. */
function upTo(losses: ReadonlyMap<number, number | null>, step: number): Map<number, number | null> {
  const kept = [...losses].filter(([at]) => at <= step);
  expect(kept.length).toBeGreaterThan(0);
  return new Map(kept);
}

describe('a graphics unit without memory', () => {
  /** Workers refuse textures, once told to, as a card does whose memory is used up. */
  const refusal = `{
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
  const runOut = (worker: Worker): Promise<unknown> => worker.evaluate('globalThis.refuse()');

  /** Notes how much of the data each worker may keep on the card. */
  async function noteShares(): Promise<() => Promise<unknown>> {
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

  it('keeps half of the data there, then none, and the runs go on as if nothing had been', async () => {
    await openWith(refusal);
    const shares = await noteShares();
    const experiment = await trainDraft(page);
    await toEachWorker(2, runOut);
    await waitForRuns(page, experiment, 'finished');
    expect(await shares()).toEqual([1, 0.5, 0]);
    await expectWhole(experiment);
  });

  it('that is still too small is left for the processor, which is said and marked; every point is there', async () => {
    await openWith(refusal);
    const experiment = await trainHeld(page, noted, 17);
    await page.getByRole('button', { name: 'Resume', exact: true }).click();
    await toEachWorker(3, runOut);
    await waitForRuns(page, experiment, 'finished');
    await page.getByText(/went on from the last checkpoint on the processor/).waitFor();
    const went = await historiesOf(page, experiment);
    const [moved] = went.map(({ run }) => run.events);
    expect(moved).toMatchObject([{ kind: 'executor', detail: { from: 'webgl', to: 'wasm' } }]);
    expect(went.map(({ run }) => run.events)).toEqual([moved, moved]);
    expect(moved![0]!.step).toBeGreaterThan(17);
    // From there on the processor made each update anew: the same ones, in its own rounding.
    const before = [...noted.losses].map(([run, losses]) => [run, upTo(losses, moved![0]!.step - 1)] as const);
    expectKept({ ...noted, losses: new Map(before) }, went);
    const made = went.map(({ losses }) => losses.filter((loss) => Number.isFinite(loss)).length);
    expect(made).toEqual([10 * EPOCHS, 10 * EPOCHS]);
  });
});
