import type { Page } from 'playwright-core';
import { expect } from 'vitest';

/** Software WebGL on two cores is slow: waits are long, but every one ends as soon as its condition holds. */
export const TRAINING_LIMIT_MS = 150_000;

/** Opens a screen by its rail entry. */
export async function goTo(page: Page, name: RegExp): Promise<void> {
  await page.getByRole('navigation').getByRole('button', { name }).click();
}

/** Types a number into a field and leaves it, so that it counts. */
export async function typeInto(page: Page, field: string, value: string): Promise<void> {
  const box = page.getByRole('textbox', { name: field, exact: true });
  await box.fill(value);
  await box.press('Tab');
}

/** Ticks or unticks a box by keyboard: the drawn box lies over the real one. */
export async function toggle(page: Page, name: string): Promise<void> {
  const box = page.getByRole('checkbox', { name, exact: true }).first();
  await box.focus();
  await box.press('Space');
}

/** Waits until the comparison says that training is over. */
export async function waitForEnd(page: Page): Promise<void> {
  await page.getByRole('button', { name: /^Stop$/ }).waitFor({ state: 'detached', timeout: TRAINING_LIMIT_MS });
}

/** Loads the two-moons recipe into the draft without training it: opens it, stops it at once. */
export async function startTwoMoons(page: Page): Promise<void> {
  await page.getByRole('button', { name: /Two moons in ten seconds/ }).click();
  await page.getByRole('heading', { level: 1, name: 'Two moons in ten seconds' }).waitFor();
}

/** Every cell of the ranking's rows. */
export async function ranking(page: Page): Promise<string[][]> {
  const rows = await page.getByRole('region', { name: 'Ranking' }).locator('tbody tr').all();
  return Promise.all(rows.map((row) => row.locator('td').allInnerTexts()));
}

/** No console error, no uncaught error, no violation of the content policy. */
export function expectQuiet(troubles: readonly string[]): void {
  expect(troubles).toEqual([]);
}
