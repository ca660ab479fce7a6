import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { repositoryRoot } from '../../scripts/paths.ts';
import { openStudio, startStudio, type RunningStudio } from '../support/studio.ts';
import { expectQuiet, goTo } from './walk.ts';

const pictures = join(repositoryRoot, 'tests/.artifacts/surfaces');
let studio: RunningStudio;

beforeAll(async () => {
  mkdirSync(pictures, { recursive: true });
  studio = await startStudio();
});
afterAll(() => studio.stop());

/** Opens the page at rest: who asks for less motion sees no race start by itself. */
async function openSurfaces(options = {}) {
  const opened = await openStudio(studio.url, { reducedMotion: 'reduce', ...options });
  await goTo(opened.page, /Surfaces/);
  await opened.page.getByRole('heading', { level: 1, name: 'Surfaces' }).waitFor();
  return opened;
}

async function choosePane(page: Page, name: string): Promise<void> {
  await page.getByRole('radio', { name, exact: true }).focus();
  await page.keyboard.press('Space');
}

async function loadRecipe(page: Page, title: string): Promise<void> {
  await choosePane(page, 'Recipes');
  await page.getByRole('button', { name: `Load ${title}` }).click();
}

async function toStep(page: Page, step: string): Promise<void> {
  await page.getByRole('slider', { name: 'Step', exact: true }).fill(step);
  await page.getByText(`Step ${step}`, { exact: true }).waitFor();
}

/** The rows of the table of all racers. */
async function numbers(page: Page): Promise<string[][]> {
  const rows = await page.getByRole('region', { name: 'Numbers of the steps' }).locator('tbody tr').all();
  return Promise.all(rows.map(async (row) => (await row.locator('td').allInnerTexts()).map((text) => text.trim())));
}

/** True where a canvas of the map holds more than two colours. A text, because Node's types know no page. */
function isPainted(page: Page, index: number): Promise<boolean> {
  return page.evaluate<boolean>(`(() => {
    const canvas = document.querySelectorAll('.map-place canvas')[${index}];
    const pixels = new Uint32Array(canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data.buffer);
    return new Set(pixels).size > 2;
  })()`);
}

describe('the surfaces page', () => {
  it('B6 B10: shows the published six decimals of the ravine and names the divergence', async () => {
    const { page, troubles, close } = await openSurfaces();
    await loadRecipe(page, 'The ravine');
    await toStep(page, '20');
    const shown = await numbers(page);
    expect(shown.map(([, x, y]) => [x, y])).toEqual([
      ['−0.943467', '−0.000073'],
      ['−0.387814', '−1673.365109'],
      ['0.007188', '0.002553'],
      ['−0.126340', '−0.186632'],
      ['−2.382563', '−0.158591'],
      ['−0.002295', '−0.000000'],
    ]);
    await page
      .getByText('SGD η 0.6 is diverging. Every step is 1.4 times the last. A rate below 0.5 would converge.')
      .waitFor();
    expect(await isPainted(page, 0)).toBe(true);
    expect(await isPainted(page, 2)).toBe(true);
    await page.screenshot({ path: join(pictures, 'ravine.png') });
    expectQuiet(troubles);
    await close();
  });

  it('C4 C5 C6 D9: every recipe card loads and tells its lesson', async () => {
    const { page, troubles, close } = await openSurfaces();
    await loadRecipe(page, 'The long valley');
    await toStep(page, '5');
    const rmsprop = (await numbers(page)).find(([name]) => name!.startsWith('RMSprop'))!;
    expect(Number(rmsprop[2]!.replace('−', '-'))).toBeGreaterThan(1);
    await loadRecipe(page, 'Beale’s walls');
    await page.getByText(/Momentum η 0\.01, β 0\.9 diverged at step 11: its numbers are no longer finite/).waitFor();
    await page.getByText(/Nesterov η 0\.01, β 0\.9 diverged at step 10/).waitFor();
    await loadRecipe(page, 'The saddle');
    await toStep(page, '38');
    await loadRecipe(page, 'The cliff');
    await toStep(page, '4');
    const [thrown, clipped] = await numbers(page);
    expect(Number(thrown![1]!.replace('−', '-'))).toBeLessThan(-5);
    expect(Number(clipped![1]!.replace('−', '-'))).toBeGreaterThan(-1);
    expectQuiet(troubles);
    await close();
  });

  it('E11: is usable by keyboard alone: surface, start, step, play, optimizer, explanation', async () => {
    const { page, troubles, close } = await openSurfaces();
    await page.keyboard.press('Control+6');
    await page.getByRole('combobox', { name: 'Surface', exact: true }).focus();
    await page.keyboard.type('Him');
    await page.keyboard.press('Tab');
    await expect.poll(() => page.getByRole('textbox', { name: 'f(x, y) =' }).inputValue()).toContain('− 11');
    const map = page.getByRole('img', { name: /Contour map of Himmelblau/ });
    await map.focus();
    for (let i = 0; i < 3; i++) await page.keyboard.press('Shift+ArrowRight');
    await page.locator('.map-readout b').waitFor();
    await page.keyboard.press('Enter');
    const startX = page.getByRole('textbox', { name: 'Start x' });
    expect(Number((await startX.inputValue()).replace('−', '-'))).toBeGreaterThan(0.5);
    await page.keyboard.press('Space');
    await page.getByRole('button', { name: 'Pause' }).waitFor();
    await page.keyboard.press('Space');
    await page.getByRole('button', { name: 'To the start' }).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Step forward' }).focus();
    await page.keyboard.press('Enter');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Explain step 2' }).waitFor();
    await choosePane(page, 'Optimizers');
    await page.getByRole('checkbox', { name: 'RMSprop' }).focus();
    await page.keyboard.press('Space');
    await page.locator('.map-legend').getByText('RMSprop').waitFor();
    expectQuiet(troubles);
    await close();
  });

  it('D7: tells the critical point under the pointer, and starts where it is clicked', async () => {
    const { page, troubles, close } = await openSurfaces();
    await page.getByRole('combobox', { name: 'Surface', exact: true }).selectOption('saddle');
    // The sliders of the ravine go, and the map grows into their place.
    await page.getByText('Condition number').waitFor({ state: 'detached' });
    await page.getByRole('img', { name: /Contour map of Saddle/ }).waitFor();
    const box = (await page.locator('.map-top').boundingBox())!;
    const middle = { x: box.x + 36 + (box.width - 40) / 2, y: box.y + 2 + (box.height - 26) / 2 };
    await page.mouse.move(middle.x + 5, middle.y - 4);
    await page.getByText('Critical point: saddle').waitFor();
    expect(await page.locator('.map-readout').innerText()).toContain('curvature −2, 2');
    await page.mouse.click(middle.x + 60, middle.y - 60);
    const [x, y] = await Promise.all(
      ['Start x', 'Start y'].map((name) => page.getByRole('textbox', { name }).inputValue()),
    );
    expect(Number(x)).toBeGreaterThan(0.05);
    expect(Number(y)).toBeGreaterThan(0.05);
    expectQuiet(troubles);
    await close();
  });

  it('takes a typed formula, and marks the place of an error', async () => {
    const { page, troubles, close } = await openSurfaces();
    const formula = page.getByRole('textbox', { name: 'f(x, y) =' });
    await formula.fill('0.1 x² + 2 yy²');
    await formula.press('Enter');
    await page
      .getByRole('alert')
      .getByText(/At character 12, “yy” is not known/)
      .waitFor();
    expect(await page.locator('.formula-error mark').innerText()).toBe('y');
    await formula.fill('0.1 x² + 2 y²');
    await formula.press('Enter');
    await page.getByRole('alert').waitFor({ state: 'detached' });
    await page.getByRole('textbox', { name: 'Start x' }).fill('-5');
    await page.getByRole('textbox', { name: 'Start x' }).press('Enter');
    await page.getByRole('textbox', { name: 'Start y' }).fill('-2');
    await page.getByRole('textbox', { name: 'Start y' }).press('Enter');
    await toStep(page, '20');
    await page.getByRole('radio', { name: 'All racers' }).focus();
    await page.keyboard.press('Space');
    await expect.poll(async () => (await numbers(page))[0]?.slice(1, 3)).toEqual(['−0.943467', '−0.000073']);
    expectQuiet(troubles);
    await close();
  });

  it('explains a step with its numbers and copies it as TeX', async () => {
    const { page, troubles, close } = await openSurfaces({ permissions: ['clipboard-read', 'clipboard-write'] });
    await toStep(page, '7');
    await page
      .getByRole('combobox', { name: 'Optimizer to explain' })
      .selectOption({ label: 'Adam η 0.4, β 0.9, 0.999' });
    await page.getByRole('heading', { name: 'Explain step 7' }).waitFor();
    const math = await page.locator('.explain li').nth(1).locator('math').allTextContents();
    expect(math.join(' ').replace(/\s/g, '')).toContain('−0.3642');
    await page.getByRole('button', { name: 'Copy as TeX' }).click();
    expect(await page.evaluate<string>('navigator.clipboard.readText()')).toContain(
      'x_{7} = -2.64 - 0.4 \\cdot \\frac{-0.7294}',
    );
    expectQuiet(troubles);
    await close();
  });

  it('saves picture, drawing and numbers', async () => {
    const { page, troubles, close } = await openSurfaces();
    await toStep(page, '7');
    const saved: Record<string, Buffer> = {};
    for (const [name, ending] of [
      ['Picture (PNG)', 'png'],
      ['Drawing (SVG)', 'svg'],
      ['Numbers of every step (CSV)', 'csv'],
    ] as const) {
      await page.getByRole('button', { name: 'Save', exact: true }).click();
      const download = page.waitForEvent('download');
      await page.getByRole('button', { name }).click();
      const file = await download;
      expect(file.suggestedFilename()).toBe(`quadratic-step-7.${ending}`);
      saved[ending] = readFileSync(await file.path());
    }
    expect(saved.png!.subarray(1, 4).toString()).toBe('PNG');
    expect(saved.svg!.toString()).toMatch(/^<svg[\s\S]*stroke-dasharray="8 4"[\s\S]*<\/svg>$/);
    const rows = saved.csv!.toString().trim().split('\r\n');
    expect(rows).toHaveLength(22);
    expect(rows[0]).toContain('"SGD η 0.4: x"'.replaceAll('"', ''));
    expect(rows.at(-1)!.split(',')[1]).toMatch(/^-0\.9434\d{10,}/);
    expectQuiet(troubles);
    await close();
  });

  it('plays to the end by itself where motion is welcome', async () => {
    const { page, close } = await openSurfaces({ reducedMotion: 'no-preference' });
    await page.getByText('Step 20', { exact: true }).waitFor({ timeout: 60_000 });
    await page.getByRole('button', { name: 'Play' }).waitFor();
    await close();
  });

  it.each([
    ['light', {}],
    ['dark', { colorScheme: 'dark' }],
    ['narrow', { viewport: { width: 1024, height: 700 } }],
  ] as const)('fits its window: %s', async (name, options) => {
    const { page, troubles, close } = await openSurfaces(options);
    await toStep(page, '7');
    await page.screenshot({ path: join(pictures, `${name}.png`) });
    const overflow = await page.evaluate<number>('document.documentElement.scrollWidth - innerWidth');
    expect(overflow).toBeLessThanOrEqual(0);
    expectQuiet(troubles);
    await close();
  });
});
