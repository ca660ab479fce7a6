import { rm } from 'node:fs/promises';
import { expect, it } from 'vitest';
import type { Experiment } from '#shared/domain/experiment.ts';
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

/** Ten updates each. */
const EPOCHS = 200;
/** Of a solver: some seconds as well. Until it has used them the rules do not get far ahead of it. */
const GRADIENTS = 600;

/** Two rules and a solver. */
async function draft(): Promise<Experiment> {
  const experiment = await moonsFor(EPOCHS);
  const changes = { epochs: GRADIENTS };
  const solver = { name: 'Hessian-free', optimizer: 'hessian_free', params: {}, slot: 9, changes };
  return { ...experiment, contenders: [...experiment.contenders, solver] };
}

it('after kill -9 in mid-training every acknowledged point is there, and the runs go on as if nothing had been', async () => {
  const home = await prepareHome({ settings: { engine: 'wasm-fast' }, draft: await draft() });
  try {
    const first = await startStudio({ home });
    const window = await openStudio(first.url);
    const noted = noteAcknowledged(window.page);
    const experiment = await trainDraft(window.page);
    await passCheckpoint(window.page, noted, 3);
    await first.kill9();
    await window.close();

    const second = await startStudio({ home });
    const again = await openStudio(second.url);
    const { page } = again;
    await goTo(page, /^Runs/);
    await expect.poll(() => page.getByRole('cell', { name: /Interrupted/ }).count()).toBe(3);
    const before = await historiesOf(page, experiment);
    expectKept(noted, before);
    expect(before.every(({ run, losses }) => run.steps === losses.length && losses.length < 10 * EPOCHS)).toBe(true);

    await page.getByRole('button', { name: 'Continue' }).click();
    await page.getByRole('heading', { level: 1, name: 'Long moons' }).waitFor();
    await waitForRuns(page, experiment, 'finished');
    const resumed = await historiesOf(page, experiment);
    expectKept(noted, resumed);
    expect(resumed.slice(0, 2).map(({ losses }) => losses.length)).toEqual([10 * EPOCHS, 10 * EPOCHS]);
    expect(resumed[2]!.losses.length).toBeGreaterThan(before[2]!.losses.length);
    expect(resumed.map(({ run }) => run.backend)).toEqual(['wasm-fast', 'wasm-fast', 'wasm-fast']);

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
