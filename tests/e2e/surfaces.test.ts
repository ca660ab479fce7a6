import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { repositoryRoot } from '../../scripts/paths.ts';
import { startStudio, type RunningStudio } from '../support/studio.ts';
import { choosePane, loadRecipe, numbers, openSurfaces, setUpdates, settledPicture, toStep } from './surfacesPage.ts';
import { expectQuiet, typeInto } from './walk.ts';

const pictures = join(repositoryRoot, 'tests/.artifacts/surfaces');
let studio: RunningStudio;

beforeAll(async () => {
  mkdirSync(pictures, { recursive: true });
  studio = await startStudio();
});
afterAll(() => studio.stop());

describe('the surfaces page', () => {
  it('B6 B10: shows the published six decimals of the ravine and names the divergence', async () => {
    const { page, troubles, close } = await openSurfaces(studio.url);
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
    const atEnd = await settledPicture(page);
    await toStep(page, '0');
    const atStart = await settledPicture(page);
    expect(atEnd.colors).toBeGreaterThan(20);
    expect(atStart.sum).not.toBe(atEnd.sum);
    await toStep(page, '20');
    await page.screenshot({ path: join(pictures, 'ravine.png') });
    expectQuiet(troubles);
    await close();
  });

  it('C4 C5 C6 D9: every recipe card loads and tells its lesson', async () => {
    const { page, troubles, close } = await openSurfaces(studio.url);
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
    const { page, troubles, close } = await openSurfaces(studio.url);
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
    const { page, troubles, close } = await openSurfaces(studio.url);
    await page.getByRole('combobox', { name: 'Surface', exact: true }).selectOption('saddle');
    // The sliders of the ravine go, and the map grows into their place.
    await page.getByText('Condition number').waitFor({ state: 'detached' });
    await page.getByRole('img', { name: /Contour map of Saddle/ }).waitFor();
    const box = (await page.locator('.map-place').boundingBox())!;
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
    const { page, troubles, close } = await openSurfaces(studio.url);
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
    const { page, troubles, close } = await openSurfaces(studio.url, {
      permissions: ['clipboard-read', 'clipboard-write'],
    });
    await toStep(page, '7');
    await page
      .getByRole('combobox', { name: 'Optimizer to explain' })
      .selectOption({ label: 'Adam η 0.4, β 0.9, 0.999' });
    await page.getByRole('heading', { name: 'Explain step 7' }).waitFor();
    const math = await page.locator('.explain li').nth(1).locator('math').allTextContents();
    expect(math.join(' ').replace(/\s/g, '')).toContain('−0.3642');
    await page.getByRole('button', { name: 'Copy as TeX' }).click();
    expect(await page.evaluate<string>('navigator.clipboard.readText()')).toContain(
      'x_{7} &= -2.64 - 0.4 \\cdot \\frac{-0.7294}',
    );
    expect(await page.evaluate<string>('navigator.clipboard.readText()')).toMatch(
      /^\\begin\{aligned\}\n[^]*\\end\{aligned\}$/,
    );
    expectQuiet(troubles);
    await close();
  });

  it('D5: the condition number is a slider of its own; D11: so is the noise of the gradient', async () => {
    const { page, troubles, close } = await openSurfaces(studio.url);
    await typeInto(page, 'Condition number', '50');
    const formula = page.getByRole('textbox', { name: 'f(x, y) =' });
    await expect.poll(() => formula.inputValue()).toBe('0.04 x² + 2 y²');
    await page.getByRole('combobox', { name: 'Surface', exact: true }).selectOption('plateau');
    await toStep(page, '20');
    await page.getByRole('radio', { name: 'All racers' }).focus();
    await page.keyboard.press('Space');
    const exact = await numbers(page);
    await typeInto(page, 'Gradient noise', '0.5');
    await expect.poll(() => numbers(page)).not.toEqual(exact);
    expectQuiet(troubles);
    await close();
  });

  it('has every step in its table', async () => {
    const { page, troubles, close } = await openSurfaces(studio.url);
    await setUpdates(page, 2000);
    const table = page.getByRole('region', { name: 'Numbers of the steps' });
    await table.getByRole('row', { name: /^0 −5\.00, −2\.00/ }).waitFor();
    await page.evaluate("document.querySelector('.table-scroll').scrollTop = 1e9");
    await table.getByRole('row', { name: /^2,000 / }).waitFor();
    await page.evaluate("document.querySelector('.table-scroll').scrollTop = 1000 * 28");
    await table
      .getByRole('row', { name: /^1,00\d / })
      .first()
      .waitFor();
    expectQuiet(troubles);
    await close();
  });
});
