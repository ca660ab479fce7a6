import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Locator, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { fractionOf } from '../../src-renderer/components/sliderScale.ts';
import { openStudio, startStudio, type OpenStudio, type RunningStudio } from '../support/studio.ts';
import { expectQuiet, goTo, TRAINING_LIMIT_MS, typeInto } from './walk.ts';
import type { Experiment } from '#shared/domain/experiment.ts';
import { layerKind } from '#shared/layers/index.ts';

/** The network of the first recipe has this many parameters on pictures of 28 × 28 × 1 with ten classes. */
const PARAMETERS = '412,778';
const MOST_TABS = 40;

let studio: RunningStudio;
let open: OpenStudio;
beforeAll(async () => {
  studio = await startStudio();
});
afterAll(() => studio.stop());
beforeEach(async () => {
  open = await openStudio(studio.url, { reducedMotion: 'reduce' });
});
afterEach(() => open.close());

/** Name of what has the focus. */
function focused(page: Page): Promise<string> {
  return page.evaluate<string>(
    `(() => { const at = document.activeElement;
      const name = at.getAttribute('aria-label') ?? at.labels?.[0]?.textContent ?? at.textContent ?? '';
      return at.type === 'range' ? 'slider ' + name : name; })()`,
  );
}

/** Presses Tab (or Shift+Tab) until something of this name has the focus. */
async function tabTo(page: Page, name: RegExp, key: 'Tab' | 'Shift+Tab' = 'Tab'): Promise<void> {
  for (let n = 0; n < MOST_TABS; n++) {
    if (name.test(await focused(page))) return;
    await page.keyboard.press(key);
  }
  throw new Error(`${key} does not lead to ${String(name)}; at ${await focused(page)}`);
}

async function typeOver(page: Page, text: string): Promise<void> {
  await page.keyboard.press('Control+a');
  await page.keyboard.type(text);
  await page.keyboard.press('Enter');
}

function rows(page: Page): Promise<number> {
  return page.locator('[data-row]').count();
}

async function expectStarted(page: Page): Promise<void> {
  await page.getByRole('button', { name: /^Stop$/ }).waitFor({ timeout: TRAINING_LIMIT_MS });
}

async function expectWhole(page: Page): Promise<void> {
  await expect.poll(() => page.getByTestId('total-parameters').innerText()).toBe(PARAMETERS);
  expect(await rows(page)).toBe(10);
  expect(await page.locator('.problem').count()).toBe(0);
}

it('A11: the network of the first recipe is built from nothing, and trained, by keyboard alone', async () => {
  const { page, troubles } = open;
  const { keyboard } = page;
  const set = async (name: RegExp, value: string): Promise<void> => {
    await tabTo(page, name);
    await typeOver(page, value);
  };
  await page.getByRole('heading', { level: 1, name: 'Home' }).waitFor();
  await keyboard.press('Control+2');
  await page.getByRole('button', { name: /Drawn glyphs .*pictures/ }).waitFor();
  await tabTo(page, /Drawn glyphs/);
  await keyboard.press('Enter');
  await page.getByRole('heading', { level: 2, name: 'Drawn glyphs' }).waitFor();
  await keyboard.press('Control+3');
  await page.locator('[data-row]').first().waitFor();

  await tabTo(page, /^Layer \d/);
  await keyboard.press('Control+a');
  await keyboard.press('Delete');
  await expect.poll(() => rows(page)).toBe(0);
  await tabTo(page, /^Find a layer$/, 'Shift+Tab');
  for (const kind of ['conv2d', 'maxpooling2d', 'dropout', 'conv2d', 'maxpooling2d', 'dropout', 'flatten', 'dense'])
    await typeOver(page, kind);
  await typeOver(page, 'dropout');
  await typeOver(page, 'dense');
  await expect.poll(() => rows(page)).toBe(10);

  await tabTo(page, /^Layer 10/);
  const to = async (position: number): Promise<void> => {
    for (let n = 0; n < 10 && !(await focused(page)).startsWith(`Layer ${position},`); n++)
      await keyboard.press('ArrowUp');
    await keyboard.press('Enter');
  };
  await keyboard.press('Enter');
  await set(/^Units$/, '10');
  await tabTo(page, /^Activation$/);
  await keyboard.type('softm');
  await keyboard.press('Escape');
  await to(9);
  await set(/^Share dropped$/, '0.5');
  await keyboard.press('Escape');
  await to(8);
  await set(/^Units$/, '256');
  await keyboard.press('Escape');
  for (const [position, filters] of [
    [4, '32'],
    [1, '64'],
  ] as const) {
    await to(position);
    await set(/^Filters$/, filters);
    await set(/^Window$/, '2');
    await keyboard.press('Escape');
  }
  await expectWhole(page);
  await keyboard.press('Control+Enter');
  await expectStarted(page);
  await keyboard.press('Control+.');
  expectQuiet(troubles);
});

it('A11: the same by pointer alone', async () => {
  const { page, troubles } = open;
  await page.getByRole('navigation').getByRole('button', { name: /^Data/ }).click();
  await page.getByRole('button', { name: /Drawn glyphs .*pictures/ }).click();
  await page.getByRole('heading', { level: 2, name: 'Drawn glyphs' }).waitFor();
  await page
    .getByRole('navigation')
    .getByRole('button', { name: /^Model/ })
    .click();
  const row = (at: number) => page.locator('[data-row]').nth(at);
  await row(0).click();
  await row((await rows(page)) - 1).click({ modifiers: ['Shift'] });
  await page.locator('.many-acts').getByRole('button', { name: 'Remove' }).click();
  await expect.poll(() => rows(page)).toBe(0);

  const kinds = 'conv2d maxPooling2d dropout conv2d maxPooling2d dropout flatten dense dropout dense'.split(' ');
  for (const [at, kind] of kinds.entries()) {
    await page.locator(`[data-kind="${kind}"] button`).click();
    await expect.poll(() => rows(page)).toBe(at + 1);
  }
  // The last layer offers to become what data and loss want.
  await page.getByRole('button', { name: /^Set Units to 10$/ }).click();
  await page.getByRole('button', { name: /^Set Activation to softmax$/i }).click();
  await slide(page, row(7), 'dense', 'units', 'Units', 256);
  await slide(page, row(8), 'dropout', 'rate', 'Share dropped', 0.5);
  for (const [at, filters] of [
    [0, 64],
    [3, 32],
  ] as const) {
    await slide(page, row(at), 'conv2d', 'filters', 'Filters', filters);
    await slide(page, row(at), 'conv2d', 'kernelSize', 'Window', 2);
  }
  await expectWhole(page);
  await page.getByRole('img', { name: 'One sample of the data' }).waitFor();
  expect(await page.getByTestId('output-words').innerText()).toMatch(/^One of 10 classes: circle/);
  await page.getByRole('button', { name: 'Next: optimizers' }).click();
  await page.getByRole('button', { name: /^Train \d+ contenders$/ }).click();
  await expectStarted(page);
  await page.getByRole('button', { name: /^Stop$/ }).click();
  expectQuiet(troubles);
});

it('layers go to another window by the clipboard, come from files, and what is none is refused in a sentence', async () => {
  const { page, troubles } = open;
  await toModel(page);
  const other = await page.context().newPage();
  await other.goto(studio.url);
  await toModel(other);
  const [before, copied] = [await rows(other), await page.locator('[data-row] b').nth(0).innerText()];
  await page.bringToFront();
  await page.locator('[data-row]').nth(0).click();
  await page.keyboard.press('Shift+ArrowDown');
  await page.keyboard.press('Control+c');
  await other.bringToFront();
  await other
    .locator('[data-row]')
    .nth(before - 1)
    .click();
  await other.keyboard.press('Control+v');
  await expect.poll(() => rows(other)).toBe(before + 2);
  expect(await other.locator('[data-row] b').nth(before).innerText()).toBe(copied);

  await other.getByRole('searchbox', { name: 'Find a layer' }).fill('no layers');
  await other.keyboard.press('Control+a');
  await other.keyboard.press('Control+c');
  await other.locator('[data-row]').nth(0).click();
  await other.keyboard.press('Control+v');
  await other.getByText('The clipboard holds no layers.', { exact: false }).waitFor();
  expect(await rows(other)).toBe(before + 2);

  const choose = async (entry: RegExp, name: string, value: unknown): Promise<void> => {
    await other.getByRole('button', { name: 'File', exact: true }).click();
    const chooser = other.waitForEvent('filechooser');
    await other.getByRole('button', { name: entry }).click();
    const buffer = Buffer.from(JSON.stringify(value));
    await (await chooser).setFiles([{ name, mimeType: 'application/json', buffer }]);
  };
  const out = { id: 'out', kind: 'dense', params: { units: 2, activation: 'softmax' } };
  await choose(/Open layers/, 'mine.layers.json', { format: 'descent-studio/layers', version: 1, layers: [out] });
  await expect.poll(() => rows(other)).toBe(1);
  await choose(/Open layers/, 'later.layers.json', { format: 'descent-studio/layers', version: 2, layers: [] });
  await other.getByText('These layers were written by a newer studio', { exact: false }).waitFor();
  const dense = { class_name: 'Dense', config: { name: 'd', units: 2, activation: 'softmax' } };
  await choose(/Import a model/, 'model.json', { class_name: 'Sequential', config: { layers: [dense, dense, dense] } });
  await expect.poll(() => rows(other)).toBe(3);
  await choose(/Import a model/, 'model.json', {
    class_name: 'Sequential',
    config: { layers: [{ class_name: 'Lambda', config: {} }] },
  });
  await other.getByText('does not know: Lambda', { exact: false }).waitFor();
  expect(await rows(other)).toBe(3);
  expectQuiet(troubles);
});

/** Opens the Model page, as many rows as it has. */
async function toModel(page: Page): Promise<number> {
  await goTo(page, /^Model/);
  await page.locator('[data-row]').first().waitFor();
  return rows(page);
}

/** A small dense network on the Model page, whatever was left there before; how many rows it has. */
async function toSmallDense(page: Page): Promise<number> {
  await toModel(page);
  await page.getByRole('button', { name: 'Templates' }).click();
  await page
    .getByRole('group', { name: 'Templates' })
    .getByRole('button', { name: /^Small dense network/ })
    .click();
  await expect.poll(() => rows(page)).toBeGreaterThan(1);
  return rows(page);
}

/** Data of pictures are flattened before it. */
function firstDense(page: Page): Locator {
  return page.locator('.layer-item').filter({ hasText: 'Dense' }).first();
}

/** A number of the card of the whole model. */
async function fact(page: Page, name: RegExp): Promise<number> {
  const text = page.locator('dl.facts dt').filter({ hasText: name }).locator('xpath=following-sibling::dd[1]');
  return Number((await text.innerText()).replaceAll(',', ''));
}

it('keys move, double, remove and undo; the focus goes along, and one live region says it', async () => {
  const { page, troubles } = open;
  const { keyboard } = page;
  const count = await toSmallDense(page);
  const said = (words: RegExp): Promise<void> =>
    page.locator('.visually-hidden[aria-live="polite"]').filter({ hasText: words }).waitFor({ state: 'attached' });
  const at = (position: number) => expect.poll(() => focused(page)).toMatch(new RegExp(`^Layer ${position},`));
  const kinds = (): Promise<string[]> => page.locator('[data-row]').allInnerTexts();
  const before = await kinds();
  await page.locator('[data-row]').first().click();
  expect(await page.locator('[data-kind="dense"] button').getAttribute('aria-label')).toBe('Add Dense after layer 1');
  for (const [key, words, position, left] of [
    ['Control+d', /duplicated to position 2/, 2, count + 1],
    ['Alt+ArrowDown', /moved to position 3 of/, 3, count + 1],
    ['Alt+ArrowUp', /moved to position 2 of/, 2, count + 1],
    ['Delete', /removed from position 2/, 2, count],
  ] as const) {
    await keyboard.press(key);
    await said(words);
    await at(position);
    expect(await rows(page)).toBe(left);
  }
  for (let n = 0; n < 4; n++) await keyboard.press('Control+z');
  await said(/^Undone: /);
  await expect.poll(kinds).toEqual(before);
  // What had the focus is gone; another row has it.
  await expect.poll(() => focused(page)).toMatch(/^Layer \d,/);
  expectQuiet(troubles);
});

it('rows become a block with a name that stands three times and is folded; memory and work are counted, all of it is kept', async () => {
  const { page, troubles } = open;
  const count = await toSmallDense(page);
  await firstDense(page).locator('[data-row]').click();
  await page.keyboard.press('Control+d');
  const work = await fact(page, /^Multiply/);
  await page.keyboard.press('Shift+ArrowUp');
  await page.keyboard.press('Control+g');
  await page.getByLabel('Name', { exact: true }).fill('Hidden');
  await page.getByLabel('Name', { exact: true }).press('Tab');
  await typeInto(page, 'Repeat', '3');
  await expect.poll(() => fact(page, /^Layers/)).toBe(3 * 2 + count - 1);
  expect(await fact(page, /^Multiply/)).toBeGreaterThan(work);
  await page.getByRole('button', { name: 'Rows of Hidden' }).click();
  await expect.poll(() => rows(page)).toBe(count);
  expect(await page.locator('.block-head .shape').innerText()).toMatch(/\d\s+\d+.*(byte|kB)$/);
  await page.getByRole('button', { name: 'Rows of Hidden' }).click();

  await page.locator('[data-row]').last().click();
  await typeInto(page, 'L2', '0.001');
  const saved = async (): Promise<Experiment> =>
    JSON.parse(await readFile(join(studio.home, 'draft.json'), 'utf8')) as Experiment;
  await expect.poll(async () => (await saved()).model.blocks).toMatchObject([{ name: 'Hidden', repeat: 3 }]);
  await expect.poll(async () => (await saved()).model.layers.at(-1)!.regularizer).toEqual({ l1: 0, l2: 0.001 });
  expectQuiet(troubles);
});

it('dead units and a saturated layer are marked on their rows before anything trains', async () => {
  const { page, troubles } = open;
  await toSmallDense(page);
  await firstDense(page).locator('[data-row]').click();
  await page.getByRole('switch', { name: 'Show what every layer makes of a sample' }).press('Space');
  const line = firstDense(page).locator('.look-line');
  const settings = page.locator('section.card').filter({ has: page.getByRole('switch', { name: 'Freeze' }) });
  const choose = async (name: string, label: RegExp): Promise<void> => {
    await settings.getByLabel(name, { exact: true }).selectOption({ label: await labelOf(settings, name, label) });
  };
  await choose('Activation', /^ReLU$/i);
  await choose('Start weights', /^Zeros/);
  await expect.poll(() => line.innerText()).toMatch(/(\d+) of \1 dead/);
  await choose('Activation', /^tanh$/i);
  await choose('Start weights', /^Too large/);
  await expect.poll(() => line.innerText()).toMatch(/saturated: \d+/);
  expectQuiet(troubles);
});

/** The choice of a menu whose words fit. */
async function labelOf(card: Locator, name: string, words: RegExp): Promise<string> {
  const labels = await card.getByLabel(name, { exact: true }).locator('option').allInnerTexts();
  return labels.find((label) => words.test(label.trim()))!;
}

it('one looks inside a run while it trains: its weights, not those it began with', async () => {
  const { page, troubles } = open;
  // Long enough that it is paused in the middle, however fast the machine is; and not before the first update.
  await page.getByRole('button', { name: /Read ten drawn signs/ }).click();
  await expectStarted(page);
  await page.getByRole('img', { name: /^Loss of \d contenders.*Last values/ }).waitFor();
  await page.getByRole('button', { name: /^Pause$/ }).click();
  await page.getByRole('button', { name: /^(Resume|Continue)$/ }).waitFor();
  await page
    .getByRole('navigation')
    .getByRole('button', { name: /^Model/ })
    .click();
  await page.getByRole('switch', { name: 'Show what every layer makes of a sample' }).press('Space');
  const last = page.getByRole('img', { name: /^Output of Dense/ }).last();
  await last.waitFor();
  const atStart = await last.getAttribute('aria-label');
  const source = page.getByRole('combobox', { name: 'Weights', exact: true });
  await expect.poll(() => source.locator('option').count()).toBeGreaterThan(1);
  await source.selectOption({ index: 1 });
  await expect.poll(() => last.getAttribute('aria-label')).not.toBe(atStart);
  await source.selectOption({ index: 0 });
  await expect.poll(() => last.getAttribute('aria-label')).toBe(atStart);
  await page.keyboard.press('Control+.');
  expectQuiet(troubles);
});

/** Chooses the row and draws the slider's thumb until it says the value, as a hand would. */
async function slide(
  page: Page,
  row: ReturnType<Page['locator']>,
  kind: string,
  param: string,
  label: string,
  value: number,
): Promise<void> {
  await row.click();
  const spec = layerKind(kind).params[param]!;
  if (spec.type !== 'number' && spec.type !== 'integer') throw new Error(`${param} is no number`);
  const slider = page.getByRole('slider', { name: label, exact: true });
  const box = (await slider.boundingBox())!;
  const [middle, inset] = [box.y + box.height / 2, 8];
  const placeOf = (wanted: number): number => box.x + inset + fractionOf(spec, wanted) * (box.width - 2 * inset);
  const reads = async (): Promise<number> => Number(await slider.getAttribute('aria-valuetext'));
  await page.mouse.move(placeOf(await reads()), middle);
  await page.mouse.down();
  let at = placeOf(value);
  for (let n = 0; n < 40; n++) {
    await page.mouse.move(at, middle);
    const off = (await reads()) - value;
    if (off === 0) break;
    at -= Math.sign(off) * 0.4;
  }
  await page.mouse.up();
  expect(await reads()).toBe(value);
}
