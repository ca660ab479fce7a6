import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { finalStatuses } from '#shared/domain/run.ts';
import { ask } from './ask.ts';

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

/** Presses what begins a training; gives its experiment once the host has it. What the screen shows just then may be of the training before. */
export async function begun(page: Page, press: () => Promise<void>): Promise<string> {
  const listed = async () => (await ask(page, 'experiments.list', {})).map(({ id }) => id);
  const before = await listed();
  const fresh = async () => (await listed()).find((id) => !before.includes(id));
  await press();
  await expect.poll(fresh, { timeout: 30_000 }).toBeDefined();
  return (await fresh())!;
}

/** Presses what begins a training and waits until every run has ended and the page says so; gives the experiment. */
export async function trainToEnd(page: Page, press: () => Promise<void>): Promise<string> {
  const experiment = await begun(page, press);
  const isOver = async (): Promise<boolean> => {
    const { runs } = await ask(page, 'experiments.get', { experiment });
    return runs.every(({ status }) => finalStatuses.includes(status));
  };
  await expect.poll(isOver, { timeout: TRAINING_LIMIT_MS, interval: 100 }).toBe(true);
  await waitForEnd(page);
  return experiment;
}

/** Stops what has begun to train. A fast machine may be at its end before anything can be pressed. */
export async function stopTraining(page: Page): Promise<void> {
  const stop = page.getByRole('button', { name: /^Stop$/ });
  if (await stop.isVisible()) await stop.click({ timeout: 5000 }).catch(() => undefined);
  await waitForEnd(page);
}

/** Loads the two-moons recipe into the draft without training it to the end: opens it, stops it at once. */
export async function loadTwoMoons(page: Page): Promise<void> {
  await begun(page, () => page.getByRole('button', { name: /Two moons in ten seconds/ }).click());
  await page.getByRole('heading', { level: 1, name: 'Two moons in ten seconds' }).waitFor();
  await stopTraining(page);
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
