import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { repositoryRoot } from '../../scripts/paths.ts';
import { openStudio, startStudio, type RunningStudio } from '../support/studio.ts';
import { expectQuiet, goTo } from './walk.ts';

const pictures = join(repositoryRoot, 'tests/.artifacts/optimizers');
const MOST_STOPS = 150;
let studio: RunningStudio;

beforeAll(async () => {
  mkdirSync(pictures, { recursive: true });
  studio = await startStudio();
});
afterAll(() => studio.stop());

async function openOptimizers(options = {}) {
  const opened = await openStudio(studio.url, { reducedMotion: 'reduce', ...options });
  await goTo(opened.page, /^Optimizers/);
  await opened.page.getByRole('article', { name: 'Adam', exact: true }).waitFor();
  // The draft of the last start is there with its data, and takes the place of nothing any more.
  await opened.page.getByText(/^Each run makes/).waitFor({ state: 'attached' });
  return opened;
}

const picture = (page: Page, name: string) => page.screenshot({ path: join(pictures, `${name}.png`) });

/** Whether the reader sees where the keyboard is: a ring on the element, or on what is drawn in its place. */
const FOCUS_SHOWS = `(() => {
  const at = document.activeElement;
  if (at === document.body) return { name: 'the page', ok: true };
  const near = [at, at.parentElement, at.parentElement?.parentElement, ...(at.parentElement?.children ?? [])];
  const hasRing = (each) => each && getComputedStyle(each).outlineStyle !== 'none' && parseFloat(getComputedStyle(each).outlineWidth) >= 2;
  const box = at.getBoundingClientRect();
  const isInSight = box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth;
  return { name: at.getAttribute('aria-label') ?? at.labels?.[0]?.textContent?.trim() ?? at.textContent.trim(), ok: near.some(hasRing) && isInSight };
})()`;

const hasFocus = async (page: Page, target: Locator) => (await target.and(page.locator(':focus')).count()) > 0;

/** Presses Tab until the element has the focus; at every stop on the way the focus must be seen. */
async function tabTo(page: Page, target: Locator, key: 'Tab' | 'Shift+Tab' = 'Tab'): Promise<void> {
  for (let stop = 0; stop < MOST_STOPS; stop++) {
    if (await hasFocus(page, target)) return;
    await page.keyboard.press(key);
    const { name, ok } = await page.evaluate<{ name: string; ok: boolean }>(FOCUS_SHOWS);
    expect(ok, `the focus is seen on “${name}”`).toBe(true);
  }
  expect.fail(`Tab did not reach ${String(target)}`);
}

const box = (page: Page, name: string) => page.getByRole('checkbox', { name, exact: true }).first();
const rateSwitch = (page: Page, name: string) => page.getByRole('switch', { name, exact: true });
const card = (page: Page, name: string) => page.getByRole('article', { name, exact: true });

describe('the Optimizers page by keyboard alone', () => {
  it('B7 B14: ticks an optimizer, adds a variant, changes a rate, goes back to the usual defaults, reads how long it remembers', async () => {
    const { page, troubles, close } = await openOptimizers();
    await tabTo(page, box(page, 'RMSprop'));
    await page.keyboard.press('Space');
    const rmsprop = card(page, 'RMSprop');
    expect(await rmsprop.innerText()).toContain('Keeps one number per parameter.');

    await tabTo(page, rmsprop.getByRole('button', { name: 'Add a variant of RMSprop' }));
    await page.keyboard.press('Enter');
    await rmsprop.getByText('RMSprop 0.0001').waitFor();

    const rate = rmsprop.getByRole('slider', { name: 'Rate η' }).first();
    await tabTo(page, rate);
    await page.keyboard.press('ArrowRight');
    expect(await rmsprop.getByRole('textbox', { name: 'Rate η' }).first().inputValue()).toBe('0.0012');
    expect(await rateSwitch(page, 'Usual defaults').isChecked()).toBe(false);
    await page.getByText(/^\d rates differ from their usual defaults\.$/).waitFor();

    const memory = rmsprop.getByRole('figure').first();
    expect(await memory.innerText()).toMatch(
      /100\s%.*90\s% *,.*81\s%.*weighs less than 1\s% after 44 steps.*10\s% of the average/s,
    );
    await tabTo(page, rmsprop.getByRole('slider', { name: 'Memory ρ' }).first());
    await page.keyboard.press('Shift+ArrowLeft');
    expect(await memory.innerText()).toMatch(/80\s%.*64\s%.*after 21 steps/s);
    await picture(page, 'keyboard');

    await tabTo(page, rateSwitch(page, 'Usual defaults'), 'Shift+Tab');
    await page.keyboard.press('Space');
    await page.getByText('Every rate is its rule’s usual default.').waitFor();
    expect(await rmsprop.getByRole('textbox', { name: 'Rate η' }).first().inputValue()).toBe('0.001');
    expect(await card(page, 'SGD').getByRole('textbox', { name: 'Rate η' }).inputValue()).toBe('0.01');

    await page.keyboard.press('Space');
    expect(await rmsprop.getByRole('textbox', { name: 'Rate η' }).first().inputValue()).toBe('0.0012');
    expectQuiet(troubles);
    await close();
  });

  it('“same rate for all” and “usual defaults” are undone, and say what is so', async () => {
    const { page, troubles, close } = await openOptimizers();
    const rates = async () =>
      Promise.all(
        (await page.getByRole('article').getByRole('textbox', { name: 'Rate η' }).all()).map((field) =>
          field.inputValue(),
        ),
      );
    const before = await rates();
    expect(new Set(before).size).toBeGreaterThan(1);
    await rateSwitch(page, 'Same rate for all').focus();
    await page.keyboard.press('Space');
    await page.getByText(`All rates are ${before[0]}.`).waitFor();
    expect(new Set(await rates()).size).toBe(1);
    await page.getByRole('button', { name: 'Undo' }).click();
    expect(await rates()).toEqual(before);
    expect(await rateSwitch(page, 'Same rate for all').isChecked()).toBe(false);
    await rateSwitch(page, 'Usual defaults').focus();
    await page.keyboard.press('Space');
    await page.getByText('Every rate is its rule’s usual default.').waitFor();
    await page.getByRole('button', { name: 'Undo' }).click();
    expect(await rates()).toEqual(before);
    expect(await rateSwitch(page, 'Usual defaults').isChecked()).toBe(false);
    expectQuiet(troubles);
    await close();
  });
});

/** What the path of a card shows, as a number that changes with it. A text, because Node's types know no page. */
const painted = (page: Page, name: string) =>
  page.evaluate<number>(`(() => {
    const canvas = document.querySelector('article[aria-label="${name}"] .ravine > canvas');
    const pixels = new Uint32Array(canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data.buffer);
    return pixels.reduce((sum, pixel, i) => (sum * 31 + pixel + i) % 1e9, 7);
  })()`);

/** Whether the path is drawn otherwise within 700 ms. */
async function moves(page: Page, name: string): Promise<boolean> {
  const before = await painted(page, name);
  for (const untilMs = performance.now() + 700; performance.now() < untilMs; await page.waitForTimeout(50))
    if ((await painted(page, name)) !== before) return true;
  return false;
}

describe('all optimizers', () => {
  it('B14 E10 E11: every one has its card by family and year: formula, words, when to use it, state, paper, path in a ravine', async () => {
    const { page, troubles, close } = await openOptimizers();
    await page.getByRole('radio', { name: 'All optimizers' }).focus();
    await page.keyboard.press('Space');
    await card(page, 'Hessian-free').waitFor();
    const cards = await page.getByRole('article').all();
    expect(cards).toHaveLength(22);
    for (const each of cards) {
      const name = (await each.getAttribute('aria-label'))!;
      expect(
        await each
          .getByRole('group', { name: `Update rule of ${name}` })
          .locator('math')
          .count(),
        name,
      ).toBeGreaterThan(0);
      expect(await each.innerText(), name).toMatch(/When to use it: .*(Keeps|kept).*Paper: /s);
      await each
        .getByRole('img', {
          name: new RegExp(`^Path of ${name} in a ravine, from \\(−5, −2\\): after`),
        })
        .waitFor();
    }
    expect(await page.getByRole('heading', { level: 2 }).allInnerTexts()).toEqual(
      expect.arrayContaining([
        'Plain descent',
        'Adaptive rate',
        'Adaptive with momentum',
        'Around another rule',
        'Second order',
      ]),
    );
    await picture(page, 'all-light');
    await page.emulateMedia({ colorScheme: 'dark', reducedMotion: 'reduce' });
    await picture(page, 'all-dark');
    await page.setViewportSize({ width: 1024, height: 700 });
    await picture(page, 'all-1024');
    expectQuiet(troubles);
    await close();
  });

  it('A17: a solver of second order is ticked like a rule, has its own values, and goes to race on a surface', async () => {
    const { page, troubles, close } = await openOptimizers();
    await box(page, 'Newton').focus();
    await page.keyboard.press('Space');
    const newton = card(page, 'Newton');
    await newton.getByRole('slider', { name: /^Step/ }).waitFor();
    await newton.getByText(/^Uses all training rows for each step/).waitFor();
    await page.getByText(/^A solver makes steps until it has asked for/).waitFor();
    await page.getByRole('button', { name: 'Race it on a surface: Newton' }).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { level: 1, name: 'Surfaces' }).waitFor();
    await page
      .getByRole('img', { name: /Newton/ })
      .first()
      .waitFor();
    expectQuiet(troubles);
    await close();
  });

  it('E11: the path plays while pointed at, by its button, and not by itself for readers who want less motion', async () => {
    const { page, troubles, close } = await openOptimizers({ reducedMotion: 'no-preference' });
    const sgd = card(page, 'SGD');
    const canvas = sgd.getByRole('img', { name: /^Path of SGD/ });
    expect(await moves(page, 'SGD')).toBe(false);
    await canvas.hover();
    await expect.poll(() => moves(page, 'SGD')).toBe(true);
    await page.mouse.move(0, 0);
    await expect.poll(() => moves(page, 'SGD')).toBe(false);

    await sgd.getByRole('button', { name: 'Play the path of SGD' }).focus();
    await page.emulateMedia({ reducedMotion: 'reduce' });
    expect(await moves(page, 'SGD')).toBe(false);
    await canvas.hover();
    expect(await moves(page, 'SGD')).toBe(false);
    await sgd.getByRole('button', { name: 'Play the path of SGD' }).click();
    await expect.poll(() => moves(page, 'SGD')).toBe(true);
    await page.getByRole('radio', { name: 'Contenders' }).focus();
    await expect.poll(() => moves(page, 'SGD')).toBe(true);

    await page.evaluate(`document.querySelector('main').scrollTo(0, 1e6)`);
    await page.waitForTimeout(200);
    const place = await canvas.boundingBox();
    if (place !== null && place.y + place.height < 0) expect(await moves(page, 'SGD')).toBe(false);
    expectQuiet(troubles);
    await close();
  });
});
