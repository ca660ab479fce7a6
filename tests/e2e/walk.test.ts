import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { prepareHome } from '../support/homes.ts';
import { openStudio, startStudio, type OpenStudio, type RunningStudio } from '../support/studio.ts';
import {
  begun,
  expectQuiet,
  goTo,
  loadTwoMoons,
  ranking,
  toggle,
  TRAINING_LIMIT_MS,
  typeInto,
  waitForEnd,
} from './walk.ts';

/** The main job in one window, as a newcomer does it: every step leans on the one before. */
describe('the walk', () => {
  let home: string;
  let studio: RunningStudio;
  let open: OpenStudio;

  beforeAll(async () => {
    // Automatic would take the CPU engine where the graphics card is drawn in software; this walk is the one on WebGL.
    home = await prepareHome({ settings: { engine: 'webgl' } });
    studio = await startStudio({ home });
    open = await openStudio(studio.url);
  });

  afterAll(async () => {
    await open.close();
    await studio.stop();
    await rm(home, { recursive: true, force: true, maxRetries: 3 });
  });

  it('1 start: Home shows recipes that run at once', async () => {
    const { page } = open;
    await page.getByRole('heading', { level: 1, name: 'Home' }).waitFor();
    const recipes = page.getByRole('region', { name: 'Start from a recipe' }).getByRole('button');
    await recipes.first().waitFor();
    expect(await recipes.count()).toBeGreaterThanOrEqual(4);
    expect(await page.getByRole('button', { name: 'Get the data of Which optimizer dresses best?' }).count()).toBe(1);
  });

  it('2 data: a CSV with a header becomes a data set; a broken one gets a sentence and leaves nothing', async () => {
    const { page } = open;
    const rows = Array.from(
      { length: 120 },
      (_, i) => `${i % 12},${(i * 7) % 31},${i % 3 === 0 ? '' : i},${i % 2 ? 'yes' : 'no'}`,
    );
    const good = join(studio.home, 'orders.csv');
    await writeFile(good, ['month,amount,weight,returned', ...rows].join('\n'));
    const broken = join(studio.home, 'broken.csv');
    await writeFile(broken, 'a,b\n1,2\n3\n4,5\n');
    await goTo(page, /^Data/);
    const choose = async (file: string): Promise<void> => {
      const chooser = page.waitForEvent('filechooser');
      await page.getByRole('button', { name: 'choose them' }).click();
      await (await chooser).setFiles(file);
    };
    await choose(broken);
    const wizard = page.getByRole('dialog', { name: /^Import/ });
    await wizard
      .getByText(/broken\.csv/)
      .filter({ hasText: /line 3/i })
      .waitFor();
    await page.keyboard.press('Escape');
    await wizard.waitFor({ state: 'hidden' });
    expect(await page.getByRole('button', { name: /broken/ }).count()).toBe(0);
    await choose(good);
    await wizard.getByText('The first line holds the names of the columns: month, amount, weight.').waitFor();
    // A well-formed file needs nothing but Enter.
    for (const step of ['Next: columns', 'Next: finish', 'Import']) {
      await wizard.getByRole('button', { name: step, exact: true }).waitFor();
      await page.keyboard.press('Enter');
    }
    await page.getByRole('heading', { level: 2, name: /orders/ }).waitFor();
    await page.getByText('Columns', { exact: true }).first().click();
    await page.getByText('weight').first().waitFor();
    const facts = await page.locator('main').innerText();
    expect(facts).toContain('returned');
    expect(facts).toContain('40'); // missing cells of weight
  });

  it('3 model: what cannot work says why, is repaired in one click, and undo takes it back', async () => {
    const { page } = open;
    await goTo(page, /^Data/);
    await page.getByRole('button', { name: /Drawn glyphs/ }).click();
    // The set is made the first time it is asked for; a menu that is open when it comes is closed again.
    await page.getByRole('heading', { level: 2, name: 'Drawn glyphs' }).waitFor();
    await goTo(page, /^Model/);
    await page.getByRole('button', { name: 'Templates' }).click();
    await page.getByText('Fashion-MNIST network').first().click();
    await page.getByTestId('total-parameters').filter({ hasText: '412,778' }).waitFor();
    const stack = await page.getByRole('region', { name: 'Layer stack' }).ariaSnapshot();
    const counts = [...stack.matchAll(/output [^"]*?, ([\d,]+) parameters, [^"]*multiply-adds"/g)].map(
      ([, count]) => count,
    );
    expect(counts).toEqual(['320', '0', '0', '8,224', '0', '0', '0', '401,664', '0', '2,570']);
    const problem = page.getByText(/It needs values in one row/).first();
    // Without Flatten the dense layer says so, and the way on is barred.
    await page.getByRole('button', { name: /^Layer 7, Flatten/ }).click();
    await page.keyboard.press('Delete');
    await problem.waitFor();
    expect(await page.getByRole('button', { name: /^Next: optimizers/ }).isDisabled()).toBe(true);
    await page.getByRole('button', { name: 'Insert Flatten before layer 7' }).click();
    await page.getByTestId('total-parameters').filter({ hasText: '412,778' }).waitFor();
    await page.getByRole('banner').getByRole('button', { name: 'Undo' }).click();
    await problem.waitFor();
    await page.getByRole('banner').getByRole('button', { name: 'Redo' }).click();
    await page.getByTestId('total-parameters').filter({ hasText: '412,778' }).waitFor();
  });

  it('3 and a half: a newcomer takes other data, and one click makes the model fit and trainable', async () => {
    const { page } = open;
    await goTo(page, /^Data/);
    // Convolutions cannot read a table: another stack is offered.
    await page.getByRole('button', { name: /^House prices/ }).click();
    await page.getByRole('button', { name: 'Start from “Small dense network”' }).click();
    await page.getByText('“Small dense network” replaced the stack').waitFor();
    // Dense layers can: their end and the loss are adapted.
    await page.getByRole('button', { name: /^Two spirals/ }).click();
    await page.getByText(/^The model does not fit Two spirals yet\./).waitFor();
    const adapt = page.getByRole('button', { name: 'Adapt the model to these data' });
    await adapt.click();
    const said = page.getByRole('status').filter({ hasText: /^Adapted to Two spirals: .*2 units, softmax/ });
    await said.getByRole('button', { name: 'Undo' }).click();
    await goTo(page, /^Optimizers/);
    expect(
      await page
        .getByRole('button', { name: /^Train/ })
        .last()
        .isDisabled(),
    ).toBe(true);
    await adapt.click();
    await said.waitFor();
    await typeInto(page, 'Epochs', '1');
    // What the message would take back is not the last step any more.
    await said.waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Train 3 contenders' }).click();
    await waitForEnd(page);
    expect(await ranking(page)).toHaveLength(3);
  });

  it('4 optimizers: tick, type a rate, refuse a wrong one', async () => {
    const { page } = open;
    await goTo(page, /^Home/);
    await loadTwoMoons(page);
    await goTo(page, /^Optimizers/);
    for (const name of ['Nesterov', 'AdaGrad', 'RMSprop']) await toggle(page, name);
    const rate = page.getByRole('article', { name: 'SGD' }).getByRole('textbox', { name: 'Rate η' });
    await rate.fill('-1');
    await rate.press('Tab');
    await page.getByRole('article', { name: 'SGD' }).getByText(/-1|−1/).first().waitFor();
    await rate.fill('0.2');
    await rate.press('Tab');
    // Long enough to be paused, also where a graphics card computes.
    await typeInto(page, 'Epochs', '12');
    await page.getByRole('button', { name: 'Train 3 contenders' }).waitFor();
  });

  it('5 train: pause, resume, curves, ranking, the same start; the page keeps drawing', async () => {
    const { page } = open;
    await begun(page, () => page.getByRole('button', { name: 'Train 3 contenders' }).click());
    await page.getByRole('button', { name: /^Pause$/ }).click({ timeout: TRAINING_LIMIT_MS });
    await page.getByRole('button', { name: /^(Resume|Continue|Go on)$/ }).click({ timeout: TRAINING_LIMIT_MS });
    await waitForEnd(page);
    const rows = await ranking(page);
    expect(rows.length).toBe(3);
    for (const row of rows) expect(row.join(' ')).toMatch(/0\.\d{2,}/);
    const chart = await page.getByRole('img', { name: /^Loss of 3 contenders/ }).getAttribute('aria-label');
    expect(chart).toMatch(/Last values: .*SGD 0\.\d+/);
    await page.getByRole('combobox', { name: 'Metric' }).selectOption('recall');
    await page.getByRole('img', { name: /^Recall of 3 contenders.*Last values: .*SGD [01]\.\d+/ }).waitFor();
    await page.getByText('Class by class').click();
    const classes = page.getByRole('region', { name: 'Class by class' }).getByRole('row');
    await expect.poll(() => classes.count()).toBe(3);
    expect((await classes.nth(1).innerText()).match(/\d+\s%/g)?.length).toBe(4);
    await page.getByRole('button', { name: 'Same start, same batches' }).click();
    expect(await page.getByText(/[0-9a-f]{4} [0-9a-f]{4}/).count()).toBeGreaterThanOrEqual(2);
    await page.keyboard.press('Escape');
  });

  it('7 export: the files open in plain TF.js', async () => {
    const { page } = open;
    await goTo(page, /^Runs/);
    await page.getByRole('button', { name: 'Export the model of Adam' }).first().click();
    const place = page.getByText(/exports\//).first();
    await place.waitFor({ timeout: TRAINING_LIMIT_MS });
    const folder = /\/.*?exports\/.*? seed 1/.exec(await place.innerText())![0];
    const json = JSON.parse(await readFile(join(folder, 'model.json'), 'utf8'));
    const weights = await readFile(join(folder, 'weights.bin'));
    const model = await tf.loadLayersModel(
      tf.io.fromMemory({
        modelTopology: json.modelTopology,
        weightSpecs: json.weightsManifest[0].weights,
        weightData: weights.buffer.slice(weights.byteOffset, weights.byteOffset + weights.byteLength) as ArrayBuffer,
      }),
    );
    const out = model.predict(tf.tensor2d([[0.5, -0.5]])) as tf.Tensor;
    const [a, b] = await out.data();
    expect(a! + b!).toBeCloseTo(1, 5);
  });

  it('6 runs: listed, compared, deleted, brought back', async () => {
    const { page } = open;
    await goTo(page, /^Runs/);
    await toggle(page, 'Tick SGD, seed 1');
    await toggle(page, 'Tick Adam, seed 1');
    await page
      .getByRole('button', { name: /^Compare/ })
      .last()
      .click();
    await page.getByRole('region', { name: 'Ranking' }).waitFor();
    expect((await ranking(page)).length).toBe(2);
    await goTo(page, /^Runs/);
    const before = await page.getByRole('button', { name: /^Delete this run of/ }).count();
    await page.getByRole('button', { name: 'Delete this run of Adam' }).first().click();
    await page.getByRole('button', { name: 'Undo' }).click();
    await expect.poll(() => page.getByRole('button', { name: /^Delete this run of/ }).count()).toBe(before);
  });

  it('8 languages and themes: every screen in Italian and Spanish, dark and light, without a missing word', async () => {
    const { page } = open;
    await goTo(page, /^Settings/);
    await page.getByRole('combobox', { name: /Language/ }).selectOption({ label: 'Italiano' });
    await page.getByRole('heading', { level: 1, name: 'Impostazioni' }).waitFor();
    await expect.poll(() => page.locator('html').getAttribute('lang')).toBe('it');
    await page.getByRole('combobox').first().selectOption({ label: 'Español' });
    await page.getByRole('heading', { level: 1, name: /Ajustes|Configuración/ }).waitFor();
    await page.getByRole('combobox').first().selectOption({ label: 'English' });
    await page.getByText('Dark', { exact: true }).click();
    await expect.poll(() => page.locator('html').getAttribute('data-theme')).toBe('dark');
    await page.getByText('Light', { exact: true }).click();
  });

  it('left no error in the console and broke no rule of the content policy', () => {
    expectQuiet(open.troubles);
  });
});
