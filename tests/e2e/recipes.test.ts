import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Experiment } from '#shared/domain/experiment.ts';
import type { LayerNode } from '#shared/domain/layerGraph.ts';
import { readRecipes } from '#main/services/recipes.ts';
import en from '#resources/locales/en.json' with { type: 'json' };
import { repositoryRoot } from '../../scripts/paths.ts';
import { prepareHome, recipeExperiment } from '../support/homes.ts';
import { openStudio, startStudio, type OpenStudio, type RunningStudio } from '../support/studio.ts';
import { ask } from './ask.ts';
import { expectQuiet, goTo, ranking, trainToEnd, waitForEnd } from './walk.ts';

const recipes = await readRecipes(join(repositoryRoot, 'resources'));
const titles: Readonly<Record<string, { title: string }>> = en.recipes;

let home: string;
let studio: RunningStudio;
let open: OpenStudio;
beforeAll(async () => {
  const moons = await recipeExperiment('two-moons');
  home = await prepareHome({ settings: { engine: 'wasm' }, draft: learntByHeart(moons) });
  studio = await startStudio({ home });
  open = await openStudio(studio.url, { reducedMotion: 'reduce' });
});
afterAll(async () => {
  await open.close();
  await studio.stop();
  await rm(home, { recursive: true, force: true, maxRetries: 3 });
});

/** Few rows, many weights with a penalty: Adam learns them by heart within forty epochs, a slow SGD learns nothing. */
function learntByHeart(moons: Experiment): Experiment {
  const layers = moons.model.layers.map((node, at, { length }): LayerNode => {
    const wide = { ...node, params: { units: 64, activation: 'relu' } };
    if (at === 0) return { ...wide, regularizer: { l1: 0, l2: 1e-4 } };
    return at < length - 1 ? wide : node;
  });
  return {
    ...moons,
    title: 'Short moons',
    data: { ...moons.data, validationShare: 0.5, testShare: 0.46 },
    model: { layers },
    training: { ...moons.training, epochs: 40 },
    contenders: [
      { name: 'SGD', optimizer: 'sgd', params: { learningRate: 0.001 }, slot: 1 },
      { name: 'Adam', optimizer: 'adam', params: { learningRate: 0.05 }, slot: 2 },
    ],
  };
}

/** For 2.5 s, which is longer than any drawing waits. */
const isStopSeen = `(async () => {
  const isStop = ({ textContent }) => textContent.trim() === 'Stop';
  const until = performance.now() + 2500;
  while (performance.now() < until) {
    if (![...document.querySelectorAll('button')].some(isStop)) return false;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return true;
})()`;

describe('comparisons that were saved', () => {
  it('B16: three of them are reopened side by side', async () => {
    const { page } = open;
    for (let n = 0; n < 3; n++) {
      await goTo(page, /^Optimizers/);
      await trainToEnd(page, () => page.getByRole('button', { name: /^Train \d+ contenders$/ }).click());
    }
    await page.getByRole('img', { name: /^Loss of \d+ contenders.*Last values/ }).waitFor();
    // C9: who has learnt by heart is said, and since when; and that a penalty is left out of the losses.
    const note = page.getByTestId('overfitting');
    await expect.poll(() => note.innerText()).toMatch(/Adam \(?since epoch \d+/);
    expect(await note.innerText()).not.toContain('SGD');
    expect(await page.getByTestId('penalty-note').innerText()).toMatch(/L1 or L2 penalty/);
    // C12: the results can be taken away.
    const download = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Results as CSV' }).click();
    expect((await download).suggestedFilename()).toBe('short-moons-results.csv');
    const each = (await ranking(page)).length;
    await page.reload();
    await goTo(page, /^Runs/);
    const all = page.getByRole('checkbox', { name: 'Tick all runs of Short moons' });
    await expect.poll(() => all.count()).toBe(3);
    for (let n = 0; n < 3; n++) {
      await all.nth(n).focus();
      await page.keyboard.press('Space');
    }
    await page.getByRole('button', { name: `Compare ${3 * each} runs` }).click();
    await expect.poll(async () => (await ranking(page)).length).toBe(3 * each);
  });

  it('a training that begins is not said to have ended by what the one before still had to draw; a stop before it is there counts', async () => {
    const { page } = open;
    // Late frames make the page draw seldom: something of the first training is still to be drawn after its end.
    await page.evaluate('requestAnimationFrame = (act) => setTimeout(() => act(performance.now()), 100)');
    for (let n = 0; n < 2; n++) {
      await goTo(page, /^Optimizers/);
      await trainToEnd(page, () => page.getByRole('button', { name: /^Train \d+ contenders$/ }).click());
    }
    let begin!: () => void;
    const held = new Promise<void>((resolve) => (begin = resolve));
    await page.route('**/call/experiments.start', async (route) => {
      await held;
      await route.continue();
    });
    await goTo(page, /^Optimizers/);
    await page.getByRole('button', { name: /^Train \d+ contenders$/ }).click();
    const stop = page.getByRole('button', { name: /^Stop$/ });
    await stop.waitFor();
    const wasSeenThroughout = await page.evaluate(isStopSeen);
    await stop.click();
    begin();
    expect(wasSeenThroughout).toBe(true);
    await waitForEnd(page);
    const [newest] = await ask(page, 'experiments.list', {});
    expect(newest!.runs.map(({ status, steps }) => [status, steps])).toEqual(newest!.runs.map(() => ['stopped', 0]));
    await page.unroute('**/call/experiments.start');
    await page.reload();
    await page.getByRole('navigation').waitFor();
  });
});

describe('what a contender has for itself', () => {
  it('is added, set and given back; its name says it, whole', async () => {
    const { page } = open;
    await goTo(page, /^Optimizers/);
    const adam = page.getByRole('article', { name: 'Adam', exact: true });
    await adam.getByRole('button', { name: 'Add a variant of Adam' }).click();
    await page
      .locator('.variant')
      .getByRole('button', { name: /^More settings of/ })
      .first()
      .click();
    const variant = page.locator('.variant').first();
    await variant.getByRole('combobox', { name: /^Add a difference to/ }).selectOption({ label: 'Start weights' });
    await expect.poll(() => variant.locator('.variant-name').innerText()).toMatch(/He/);
    await variant.getByRole('combobox', { name: /^Add a difference to/ }).selectOption({ label: 'Gradient clipping' });
    await variant.getByRole('combobox', { name: /^Add a difference to/ }).selectOption({ label: 'Batch size' });
    await expect.poll(() => variant.locator('[data-change]').count()).toBe(3);
    const name = variant.locator('.variant-name');
    await expect.poll(() => name.innerText()).toMatch(/batch \d+.*|clipped/);
    // Nothing of it is cut.
    expect(await name.evaluate(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth)).toBeLessThanOrEqual(1);
    await variant.getByRole('button', { name: /^Batch size of .*: as all contenders again$/ }).click();
    await expect.poll(() => variant.locator('[data-change]').count()).toBe(2);
    expect(await name.innerText()).not.toMatch(/batch/);
  });
});

describe('recipes', () => {
  it.each(recipes)('$id begins from Home in one click', async ({ id, experiment, standIn }) => {
    const { page } = open;
    const { title } = titles[id]!;
    await goTo(page, /^Home/);
    const card = page.locator('article.recipe').filter({ hasText: title });
    // Its data are not here: it says on what it runs, and leads to them.
    const offers = [
      card.locator('.recipe-stand-in'),
      card.getByRole('button', { name: `Get the data of ${title}` }),
    ] as const;
    for (const offer of offers) await expect.poll(() => offer.count()).toBe(standIn ? 1 : 0);
    await card.locator('.recipe-start').click();
    await page.getByRole('heading', { level: 1, name: title }).waitFor();
    await page.getByRole('button', { name: /^Stop$/ }).waitFor();
    await expect.poll(async () => (await ask(page, 'experiments.list', {}))[0]).toMatchObject({ title });
    const [newest] = await ask(page, 'experiments.list', {});
    expect(newest!.runs).toHaveLength(experiment.contenders.length * experiment.training.seeds.length);
    if (experiment.data.unshuffled) {
      // E14: which rows validate is said on the screen.
      await goTo(page, /^Data/);
      await page.getByText('of each class the last rows of the file validate', { exact: false }).waitFor();
    }
    // What trains goes with the page: faster than to wait until it has stopped.
    await page.reload();
    await page.getByRole('navigation').waitFor();
  });

  it('left no error in the console', () => expectQuiet(open.troubles));
});
