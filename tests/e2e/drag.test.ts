import { rm } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { prepareHome, recipeExperiment } from '../support/homes.ts';
import { openStudio, startStudio, type OpenStudio, type RunningStudio } from '../support/studio.ts';
import { expectQuiet, goTo, TRAINING_LIMIT_MS, typeInto } from './walk.ts';

interface Place {
  readonly x: number;
  readonly y: number;
}

let home: string;
let studio: RunningStudio;
let open: OpenStudio;
beforeAll(async () => {
  // The texts of the million-parameter recipe: 42 tokens each. The layers are for the hand to build.
  const { model: _, ...recipe } = await recipeExperiment('embedding-million');
  const data = { ...recipe.data, dataset: 'reviews' };
  home = await prepareHome({ settings: { engine: 'wasm' }, draft: { ...recipe, data, model: { layers: [dense] } } });
  studio = await startStudio({ home });
  open = await openStudio(studio.url);
});
afterAll(async () => {
  await open.close();
  await studio.stop();
  await rm(home, { recursive: true, force: true, maxRetries: 3 });
});

const dense = { id: 'dense-1', kind: 'dense', params: { units: 1, activation: 'sigmoid' } };

async function middle(page: Page, selector: string): Promise<Place> {
  const place = page.locator(selector).first();
  await place.scrollIntoViewIfNeeded();
  const box = (await place.boundingBox())!;
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
}

/** As a hand draws it, in steps: what is dragged must be seen to come. */
async function drag(page: Page, from: Place, to: Place): Promise<void> {
  await page.mouse.move(from.x, from.y);
  await page.mouse.down();
  for (let i = 1; i <= 8; i++) {
    await page.mouse.move(from.x + ((to.x - from.x) * i) / 8, from.y + ((to.y - from.y) * i) / 8);
    await page.waitForTimeout(20);
  }
  await page.mouse.up();
}

/** Kinds of the rows, from first to last. */
function kinds(page: Page): Promise<string[]> {
  return page
    .locator('[data-layer]')
    .evaluateAll((rows) => rows.map((row) => (row.getAttribute('data-layer') ?? '').replace(/-\d+$/, '')));
}

it('layers are dragged: from the palette into the stack, and within the stack; undo takes both back', async () => {
  const { page, troubles } = open;
  await goTo(page, /^Model/);
  await page.locator('[data-row]').first().waitFor();
  await drag(page, await middle(page, '[data-kind="dropout"]'), await middle(page, '[data-row]'));
  await expect.poll(() => kinds(page)).toHaveLength(2);
  const before = await kinds(page);
  const at = before.indexOf('dropout');
  const [own, other] = [page.locator('[data-row]').nth(at), page.locator('[data-row]').nth(1 - at)];
  const [box, goal] = [(await own.boundingBox())!, (await other.boundingBox())!];
  const y = at === 0 ? goal.y + goal.height - 4 : goal.y + 4;
  await drag(page, { x: box.x + 30, y: box.y + 20 }, { x: goal.x + 30, y });
  await expect.poll(() => kinds(page)).toEqual(before.toReversed());
  const undo = page.getByRole('banner').getByRole('button', { name: 'Undo' });
  await undo.click();
  await undo.click();
  await expect.poll(() => kinds(page)).toEqual(['dense']);
  expectQuiet(troubles);
});

it('E12, E13: the two networks for text are built by drag and drop, to the last parameter, and train', async () => {
  const { page, troubles } = open;
  await goTo(page, /^Model/);
  const total = page.getByTestId('total-parameters');
  /** Drops a layer above row `at`. */
  const drop = async (kind: string, at: number): Promise<void> => {
    const from = await middle(page, `[data-kind="${kind}"]`);
    const box = (await page.locator('[data-row]').nth(at).boundingBox())!;
    const before = (await kinds(page)).length;
    await drag(page, from, { x: box.x + box.width / 2, y: box.y + 4 });
    await expect.poll(() => kinds(page)).toHaveLength(before + 1);
  };
  await page.locator('[data-row]').first().waitFor();
  await drop('embedding', 0);
  await typeInto(page, 'Tokens', '20000');
  await typeInto(page, 'Values per token', '50');
  await drop('flatten', 1);
  await drop('dense', 2);
  await typeInto(page, 'Units', '128');
  expect(await kinds(page)).toEqual(['embedding', 'flatten', 'dense', 'dense']);
  await expect.poll(() => total.innerText()).toBe('1,269,057');

  await page.locator('[data-row]').nth(1).click();
  await page
    .locator('[data-row]')
    .nth(2)
    .click({ modifiers: ['Shift'] });
  await page.keyboard.press('Delete');
  await drop('permute', 1);
  await drop('globalAveragePooling1d', 2);
  expect(await kinds(page)).toEqual(['embedding', 'permute', 'globalaveragepooling1d', 'dense']);
  await expect.poll(() => total.innerText()).toBe('1,000,043');
  expect(await page.locator('.problem').count()).toBe(0);
  await goTo(page, /^Optimizers/);
  await page.getByRole('button', { name: 'Train 1 contender' }).click();
  await page.getByRole('img', { name: /^Loss of.*Last values: Adam \d/ }).waitFor({ timeout: TRAINING_LIMIT_MS });
  await page.keyboard.press('Control+.');
  expectQuiet(troubles);
});
