import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openStudio, startStudio, type OpenStudio, type RunningStudio } from '../support/studio.ts';
import { axeViolations, loadAxe } from './axe.ts';
import { expectQuiet, goTo, loadTwoMoons, trainToEnd, TRAINING_LIMIT_MS, typeInto, waitForEnd } from './walk.ts';

/** What a theme can change: names, roles and order are the same in the dark, so they are asked once. */
const colourRules = ['color-contrast', 'link-in-text-block'] as const;

/** axe-core on every screen and its main states, in both themes; the words are what the finding would say in a report. */
describe('accessibility', () => {
  let studio: RunningStudio;
  let open: OpenStudio;
  beforeAll(async () => {
    studio = await startStudio();
    open = await openStudio(studio.url, { reducedMotion: 'reduce', colorScheme: 'light' });
    // One window all along: nothing loads anew, so axe stays.
    await loadAxe(open.page);
  });

  afterAll(async () => {
    await open.close();
    await studio.stop();
  });

  const violations = (rules: readonly string[] = []): Promise<string[]> => axeViolations(open.page, rules);

  /** In the light and in the dark theme, by the system's wish. */
  async function expectNone(state: string): Promise<void> {
    expect(await violations(), `${state}, light`).toEqual([]);
    await open.page.emulateMedia({ colorScheme: 'dark', reducedMotion: 'reduce' });
    expect(await violations(colourRules), `${state}, dark`).toEqual([]);
    await open.page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' });
  }

  it('finds a violation where there is one', async () => {
    await open.page.getByRole('heading', { level: 1, name: 'Home' }).waitFor();
    await open.page.evaluate(
      `document.querySelector('main').append(Object.assign(document.createElement('button'), { id: 'without-a-name' }))`,
    );
    expect((await violations()).join()).toContain('without-a-name');
    await open.page.evaluate(`document.getElementById('without-a-name').remove()`);
  });

  it('Home', async () => {
    await open.page.getByRole('button', { name: /Two moons in ten seconds/ }).waitFor();
    await expectNone('Home');
  });

  it('Data: pictures, a table, the name being edited', async () => {
    const { page } = open;
    await goTo(page, /^Data/);
    await page.getByRole('button', { name: /Drawn glyphs/ }).click();
    await page.getByRole('heading', { level: 2, name: 'Drawn glyphs' }).waitFor();
    await page.getByText('Class balance').waitFor();
    await expectNone('pictures');
    await page.getByRole('button', { name: 'Drawn glyphs', exact: true }).click();
    await page.getByRole('textbox', { name: 'Name of the experiment' }).waitFor();
    await expectNone('the name being edited');
    await page.keyboard.press('Escape');
    for (const [set, card] of [
      ['Weather by the hour', 'Horizon, steps'],
      ['Short reviews', 'Vocabulary'],
    ] as const) {
      await page.getByRole('button', { name: set }).click();
      await page.getByRole('textbox', { name: card }).waitFor();
      await expectNone(set);
    }
    await page.getByRole('button', { name: /House prices/ }).click();
    await page.getByRole('heading', { level: 2, name: 'House prices' }).waitFor();
    await page.getByText('Change the sizes').click();
    await expectNone('a table');
    await page.getByText('Columns', { exact: true }).first().click();
    await expectNone('its columns');
    await page.getByText('Statistics', { exact: true }).first().click();
    await page.getByText('Correlations').waitFor();
    await expectNone('its statistics');
  });

  it('the import wizard, step by step', async () => {
    const { page } = open;
    const chooser = page.waitForEvent('filechooser');
    await page.getByRole('button', { name: 'choose them' }).click();
    const rows = Array.from({ length: 30 }, (_, at) => `${at},${at % 3 ? 'a' : 'b'},${at % 7 ? at / 4 : 'NA'}`);
    await (
      await chooser
    ).setFiles({ name: 'small.csv', mimeType: 'text/csv', buffer: Buffer.from(`x,y,z\n${rows.join('\n')}`) });
    const wizard = page.getByRole('dialog', { name: 'Import small.csv' });
    for (const step of ['Next: columns', 'Next: finish', 'Import']) {
      await wizard.getByRole('button', { name: step, exact: true }).waitFor();
      await expectNone(`before ${step}`);
      if (step !== 'Import') await page.keyboard.press('Enter');
    }
    await page.keyboard.press('Escape');
    await wizard.waitFor({ state: 'hidden' });
  });

  it('Model: a stack that cannot work, and a fine one', async () => {
    const { page } = open;
    await goTo(page, /^Model/);
    await page
      .getByText('1 problem')
      .first()
      .or(page.getByRole('button', { name: 'Next: optimizers' }))
      .first()
      .waitFor();
    expect(await page.getByRole('button', { name: 'Next: optimizers' }).isDisabled()).toBe(true);
    await expectNone('wrong');
    await page.getByRole('button', { name: 'Templates' }).click();
    await expectNone('templates');
    await page.getByText('Small dense network').first().click();
    await expectNone('fine');
    await page.getByRole('switch', { name: 'Show what every layer makes of a sample' }).press('Space');
    await page.getByTestId('look-answer').waitFor();
    await page.locator('[data-row]').first().click();
    await page
      .locator('[data-row]')
      .nth(1)
      .click({ modifiers: ['Shift'] });
    await page.keyboard.press('Control+g');
    await page.getByRole('textbox', { name: 'Repeat' }).waitFor();
    await expectNone('look inside, several chosen, a block');
    await page.getByRole('button', { name: 'Undo' }).first().click();
  });

  it('Optimizers: the contenders, a variant and all settings, every optimizer there is', async () => {
    const { page } = open;
    await goTo(page, /^Optimizers/);
    const adam = page.getByRole('article', { name: 'Adam', exact: true });
    await adam.waitFor();
    await expectNone('Optimizers');
    await adam.getByRole('button', { name: 'Add a variant of Adam' }).click();
    await adam.getByRole('button', { name: 'More settings of Adam', exact: true }).click();
    await expectNone('a variant and all settings');
    await page.getByRole('radio', { name: 'All optimizers' }).focus();
    await page.keyboard.press('Space');
    await page.getByRole('article', { name: 'Hessian-free' }).waitFor();
    await expectNone('all optimizers');
    await page.getByRole('button', { name: 'Undo' }).first().click();
  });

  it('Compare: nothing yet, finished, its numbers, its badge', async () => {
    const { page } = open;
    await goTo(page, /^(Train & compare|Compare)/);
    await expectNone('nothing yet');
    await goTo(page, /^Home/);
    await loadTwoMoons(page);
    await goTo(page, /^Optimizers/);
    await typeInto(page, 'Epochs', '1');
    await trainToEnd(page, () => page.getByRole('button', { name: /^Train \d+ contenders$/ }).click());
    await page.getByRole('img', { name: /^Loss of.*Last values/ }).waitFor();
    await expectNone('finished');
    await page.getByRole('button', { name: 'Numbers' }).first().click();
    await page.getByRole('button', { name: 'Same start, same batches' }).click();
    await expectNone('numbers and badge');
    await page.keyboard.press('Escape');
  });

  it('Compare: the menu of the best run; while training, the menu of a run that trains', async () => {
    const { page } = open;
    await goTo(page, /^Compare|^Train & compare/);
    await page.getByRole('button', { name: 'Export best model…' }).click();
    await page.getByRole('dialog', { name: 'Best run' }).waitFor();
    await expectNone('the menu of the best run');
    await page.keyboard.press('Escape');
    await goTo(page, /^Optimizers/);
    await typeInto(page, 'Epochs', '100000');
    await page.getByRole('button', { name: /^Train \d+ contenders$/ }).click();
    const change = page.getByRole('button', { name: /^Change .* while it trains$/ }).first();
    await change.waitFor({ timeout: TRAINING_LIMIT_MS });
    await expectNone('while training');
    await change.click();
    await page.getByRole('dialog', { name: /while it trains$/ }).waitFor();
    await expectNone('the menu of a rate');
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: /^Stop$/ }).click();
    await waitForEnd(page);
  });

  it('Model: the file menu, and layers with weights from elsewhere', async () => {
    const { page } = open;
    await goTo(page, /^Runs/);
    await page
      .getByRole('button', { name: /^Build on the weights of/ })
      .first()
      .click();
    await page.getByRole('heading', { level: 2, name: 'Weights learnt elsewhere' }).waitFor();
    await expectNone('weights from elsewhere');
    await page.getByRole('button', { name: 'File', exact: true }).click();
    await expectNone('the file menu');
    await page.keyboard.press('Escape');
  });

  it('Surfaces: every pane', async () => {
    const { page } = open;
    await goTo(page, /^Surfaces/);
    const panes = page.getByRole('radiogroup', { name: 'Beside the map' }).getByRole('radio');
    await panes.first().waitFor({ state: 'attached' });
    for (let at = 0; at < (await panes.count()); at++) {
      await panes.nth(at).focus();
      await page.keyboard.press('Space');
      await expectNone(`Surfaces, pane ${at + 1}`);
    }
  });

  it.each([
    ['Model', 'Settings'],
    ['Data', 'Data sets'],
    ['Optimizers', 'Shared settings'],
  ])('a narrow window: the drawer of %s', async (screen, button) => {
    const { page } = open;
    await page.setViewportSize({ width: 1024, height: 700 });
    await goTo(page, new RegExp(`^${screen}`));
    await page.getByRole('banner').getByRole('button', { name: button }).click();
    await page.getByRole('complementary', { name: button }).waitFor();
    await expectNone(`the drawer of ${screen}`);
    await page.keyboard.press('Escape');
    await page.setViewportSize({ width: 1440, height: 900 });
  });

  it('Runs and Settings', async () => {
    await goTo(open.page, /^Runs/);
    await open.page
      .getByRole('button', { name: /^Delete this run of/ })
      .first()
      .waitFor();
    await open.page
      .getByRole('button', { name: /^Delete this run of/ })
      .first()
      .click();
    await open.page.getByText('1 run deleted').waitFor();
    await expectNone('Runs, with a toast');
    await goTo(open.page, /^Settings/);
    await open.page.getByText('Node', { exact: false }).first().waitFor();
    await expectNone('Settings');
  });

  it('the sliders say their values, not their positions', async () => {
    const { page } = open;
    await goTo(page, /^Optimizers/);
    const card = page.getByRole('article', { name: 'SGD' });
    const typed = await card.getByRole('textbox', { name: 'Rate η' }).inputValue();
    expect(await card.getByRole('slider', { name: 'Rate η' }).getAttribute('aria-valuetext')).toBe(typed);
  });

  it('left no error in the console', () => {
    expectQuiet(open.troubles);
  });

  it('the lost host', async () => {
    await studio.kill9();
    await goTo(open.page, /^Home/);
    await open.page.getByRole('alert').filter({ hasText: 'background process has ended' }).waitFor();
    await expectNone('the lost host');
  });
});
