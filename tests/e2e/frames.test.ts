import { rm } from 'node:fs/promises';
import { afterEach, describe, expect, it } from 'vitest';
import type { Experiment } from '#shared/domain/experiment.ts';
import { prepareHome, recipeExperiment } from '../support/homes.ts';
import { startStudio } from '../support/studio.ts';
import { openUnwatched } from '../support/unwatched.ts';
import { bestFrames, SMOOTH_MS } from './frameTimes.ts';
import { goTo, TRAINING_LIMIT_MS } from './walk.ts';

const cleanUps: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const work of cleanUps.splice(0).reverse()) await work();
});

/** A recipe with eight contenders, for longer than anybody looks. */
async function eight(recipe: string): Promise<Experiment> {
  const experiment = await recipeExperiment(recipe);
  const rules = ['sgd', 'momentum', 'nesterov', 'adagrad', 'rmsprop', 'adam', 'adamax', 'nadam'];
  const contenders = rules.map((optimizer, i) => ({
    name: optimizer,
    optimizer,
    params: { learningRate: 0.002 },
    slot: i + 1,
  }));
  return { ...experiment, contenders, training: { ...experiment.training, epochs: 10_000 } };
}

describe('frames while eight contenders train and draw', () => {
  it.each([
    ['a network that keeps a processor busy', 'glyph-cnn'],
    ['thousands of updates a second', 'two-moons'],
  ])('%s', async (_, recipe) => {
    const home = await prepareHome({ settings: { engine: 'wasm' }, draft: await eight(recipe) });
    cleanUps.push(() => rm(home, { recursive: true, force: true, maxRetries: 3 }));
    const studio = await startStudio({ home });
    cleanUps.push(() => studio.stop());
    const { act, evaluate, close } = await openUnwatched(studio.url);
    cleanUps.push(close);
    await act(async (page) => {
      await goTo(page, /Train & compare/);
      await page.getByRole('button', { name: 'Train 8 contenders' }).click();
      const chart = page.getByRole('img', { name: /^Loss of 8 contenders.*Last values/ });
      await chart.waitFor({ timeout: TRAINING_LIMIT_MS });
    });
    const frames = await bestFrames({ evaluate }, 4000, 8);
    console.log(recipe, JSON.stringify(frames));
    expect(frames.p95).toBeLessThan(SMOOTH_MS);
    expect(frames.p50).toBeLessThan(17.5);
    // It trained all the while.
    await act(async (page) => {
      await page.getByRole('button', { name: /^Stop$/ }).click();
      await page.getByRole('button', { name: /^Stop$/ }).waitFor({ state: 'detached', timeout: TRAINING_LIMIT_MS });
    });
  });
});
