import { rm } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { prepareHome } from '../support/homes.ts';
import { openStudio, startStudio } from '../support/studio.ts';
import {
  expectKept,
  expectSame,
  historiesOf,
  moonsFor,
  noteAcknowledged,
  passCheckpoint,
  trainDraft,
  waitForRuns,
} from './faults.ts';
import { expectQuiet, goTo } from './walk.ts';

/** Ten updates each: long enough to be in mid-training when its checkpoint is kept; some seconds on the CPU engine. */
const EPOCHS = 800;

it('after kill -9 in mid-training every acknowledged point is there, and the runs go on as if nothing had been', async () => {
  const home = await prepareHome({ settings: { engine: 'wasm-fast' }, draft: await moonsFor(EPOCHS) });
  try {
    const first = await startStudio({ home });
    const window = await openStudio(first.url);
    const noted = noteAcknowledged(window.page);
    const experiment = await trainDraft(window.page);
    await passCheckpoint(window.page, noted, 2);
    await first.kill9();
    await window.close();

    const second = await startStudio({ home });
    const again = await openStudio(second.url);
    const { page } = again;
    await goTo(page, /^Runs/);
    await expect.poll(() => page.getByRole('cell', { name: /Interrupted/ }).count()).toBe(2);
    const before = await historiesOf(page, experiment);
    expectKept(noted, before);
    expect(before.every(({ run, losses }) => run.steps === losses.length && losses.length < 10 * EPOCHS)).toBe(true);

    await page.getByRole('button', { name: 'Continue' }).click();
    await page.getByRole('heading', { level: 1, name: 'Long moons' }).waitFor();
    await waitForRuns(page, experiment, 'finished');
    const resumed = await historiesOf(page, experiment);
    expectKept(noted, resumed);
    expect(resumed.map(({ losses }) => losses.length)).toEqual([10 * EPOCHS, 10 * EPOCHS]);
    expect(resumed.map(({ run }) => run.backend)).toEqual(['wasm-fast', 'wasm-fast']);

    const uninterrupted = await trainDraft(page);
    expect(uninterrupted).not.toBe(experiment);
    await waitForRuns(page, uninterrupted, 'finished');
    expectSame(resumed, await historiesOf(page, uninterrupted));
    expectQuiet(again.troubles);
    await again.close();
    await second.stop();
  } finally {
    await rm(home, { recursive: true, force: true, maxRetries: 3 });
  }
});
