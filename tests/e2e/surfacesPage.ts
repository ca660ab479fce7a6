import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { openStudio } from '../support/studio.ts';
import { goTo, typeInto } from './walk.ts';

/** Opens the surfaces page at rest: who asks for less motion sees no race start by itself. */
export async function openSurfaces(url: string, options = {}) {
  const opened = await openStudio(url, { reducedMotion: 'reduce', ...options });
  await goTo(opened.page, /Surfaces/);
  await opened.page.getByRole('heading', { level: 1, name: 'Surfaces' }).waitFor();
  return opened;
}

export async function choosePane(page: Page, name: string): Promise<void> {
  await page.getByRole('radio', { name, exact: true }).focus();
  await page.keyboard.press('Space');
}

export async function loadRecipe(page: Page, title: string): Promise<void> {
  await choosePane(page, 'Recipes');
  await page.getByRole('button', { name: `Load ${title}` }).click();
}

export async function toStep(page: Page, step: string): Promise<void> {
  await page.getByRole('slider', { name: 'Step', exact: true }).fill(step);
  await page.getByText(`Step ${step}`, { exact: true }).waitFor();
}

/** The rows of the table of all racers. */
export async function numbers(page: Page): Promise<string[][]> {
  const rows = await page.getByRole('region', { name: 'Numbers of the steps' }).locator('tbody tr').all();
  return Promise.all(rows.map(async (row) => (await row.locator('td').allInnerTexts()).map((text) => text.trim())));
}

interface Picture {
  readonly colors: number;
  readonly size: string;
  readonly sum: number;
}

/** How many colours the map holds, and a number that tells two pictures apart. A text, because Node's types know no page. */
function pictureOf(page: Page): Promise<Picture> {
  return page.evaluate<Picture>(`(async () => {
    // Two frames on, the map has the size of its place.
    for (let i = 0; i < 2; i++) await new Promise(requestAnimationFrame);
    const canvas = document.querySelector('.map-place canvas');
    const pixels = new Uint32Array(canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data.buffer);
    let sum = 0;
    for (const pixel of pixels) sum = (31 * sum + pixel) | 0;
    return { colors: new Set(pixels).size, size: canvas.width + ' × ' + canvas.height, sum };
  })()`);
}

/** The picture once it is the same twice: a notice beside the map makes it smaller a moment later. */
export async function settledPicture(page: Page): Promise<Picture> {
  for (let last = await pictureOf(page); ;) {
    await page.waitForTimeout(250);
    const now = await pictureOf(page);
    if (now.sum === last.sum) return now;
    last = now;
  }
}

/** Ticks optimizers until so many race. */
export async function tickRacers(page: Page, wanted: number): Promise<void> {
  await choosePane(page, 'Optimizers');
  for (const box of await page.locator('.racer-families input[type=checkbox]').all()) {
    if ((await page.locator('.map-legend li').count()) >= wanted) break;
    if (await box.isChecked()) continue;
    await box.focus();
    await page.keyboard.press('Space');
  }
  expect(await page.locator('.map-legend li').count()).toBe(wanted);
}

export async function setUpdates(page: Page, count: number): Promise<void> {
  await choosePane(page, 'Optimizers');
  await typeInto(page, 'Updates', String(count));
  await choosePane(page, 'Numbers');
}

export async function save(page: Page, name: string): Promise<{ name: string; bytes: Buffer }> {
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  const download = page.waitForEvent('download', { timeout: 120_000 });
  await page.getByRole('button', { name }).click();
  const file = await download;
  return { name: file.suggestedFilename(), bytes: readFileSync(await file.path()) };
}
