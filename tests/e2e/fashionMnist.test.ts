import { existsSync } from 'node:fs';
import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { repositoryRoot } from '../../scripts/paths.ts';
import { openStudio, startStudio, type OpenStudio, type RunningStudio } from '../support/studio.ts';
import { expectQuiet, goTo, toggle, TRAINING_LIMIT_MS, waitForEnd } from './walk.ts';

const published = join(repositoryRoot, '../shared/data');
const fashion = join(published, 'fashion-mnist');
const names = ['train-images-idx3', 'train-labels-idx1', 't10k-images-idx3', 't10k-labels-idx1'].map(
  (name) => `${name}-ubyte.gz`,
);
const IMPORT_LIMIT_MS = 120_000;

/** The real files, 70,000 pictures: they are never part of the repository, so this runs only beside them. */
describe.runIf(existsSync(join(fashion, 't10k-labels-idx1-ubyte.gz')))('Fashion-MNIST as published', () => {
  let studio: RunningStudio;
  let open: OpenStudio;
  let folder: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'studio-fashion-'));
    studio = await startStudio();
    open = await openStudio(studio.url);
  });

  afterAll(async () => {
    await open.close();
    await studio.stop();
    await rm(folder, { recursive: true, force: true });
  });

  async function choose(files: readonly string[]): Promise<void> {
    const chooser = open.page.waitForEvent('filechooser');
    await open.page.getByRole('button', { name: 'choose them' }).click();
    await (await chooser).setFiles([...files]);
  }

  /** Folders of data sets but the studio's own, which are made when they are first looked at; files under way lie in `.work-…`. */
  async function keptSets(): Promise<string[]> {
    const folder = join(studio.home, 'datasets');
    const entries = await readdir(folder);
    const works = await Promise.all(
      entries.filter((name) => name.startsWith('.work-')).map((name) => readdir(join(folder, name))),
    );
    const own = new Set(['glyphs', 'moons', 'spirals', 'circles', 'checkerboard', 'houses']);
    return [...works.flat(), ...entries].filter((name) => !own.has(name) && !name.startsWith('.work-')).sort();
  }

  /** The sentence of a refused import; the list of data sets and the folder stay as they were. */
  async function refusal(files: readonly string[], said: RegExp): Promise<string> {
    await choose(files);
    const notice = open.page.locator('.data-main').getByText(said).first();
    await notice.waitFor({ timeout: IMPORT_LIMIT_MS });
    // A set of the studio's own may be in the making just now.
    await expect.poll(keptSets, { timeout: 10_000 }).toEqual([]);
    expect(await open.page.getByText('Imported', { exact: true }).count()).toBe(0);
    const sentence = await notice.innerText();
    await open.page.locator('.data-main').getByRole('button', { name: 'Close' }).first().click();
    return sentence;
  }

  it('the recipe asks for the data and leads to it', async () => {
    const { page } = open;
    await page.getByRole('button', { name: 'Get the data of Which optimizer dresses best?' }).click();
    await page.getByRole('heading', { level: 1, name: 'Which optimizer dresses best?' }).waitFor();
    await page.getByRole('button', { name: 'choose them' }).waitFor();
  });

  it('a truncated file is refused by name and leaves nothing', async () => {
    const whole = await readFile(join(fashion, 't10k-images-idx3-ubyte.gz'));
    const short = join(folder, 't10k-images-idx3-ubyte.gz');
    await writeFile(short, whole.subarray(0, Math.floor(whole.length * 0.6)));
    const sentence = await refusal([short, join(fashion, 't10k-labels-idx1-ubyte.gz')], /ends too early|ends after/);
    expect(sentence).toContain('t10k-images-idx3-ubyte.gz');
  });

  it.runIf(existsSync(join(published, 'mnist')))('files of MNIST and Fashion-MNIST together are refused', async () => {
    const mixed = names.map((name) => join(name.startsWith('train') ? fashion : join(published, 'mnist'), name));
    const sentence = await refusal(mixed, /have the same names/);
    expect(sentence).toMatch(/Fashion-MNIST/);
    expect(sentence.replaceAll('Fashion-MNIST', '')).toMatch(/MNIST/);
  });

  it('A10: the four files become 70,000 pictures of ten classes in the usual parts', async () => {
    const { page } = open;
    await choose(names.map((name) => join(fashion, name)));
    await page.getByRole('heading', { level: 2, name: 'Fashion-MNIST' }).waitFor({ timeout: IMPORT_LIMIT_MS });
    await page.getByRole('button', { name: /Fashion-MNIST.*70,000 pictures, 10 classes/s }).waitFor();
    await page.getByRole('img', { name: /55,000.*5,000.*10,000/ }).waitFor();
    for (const name of ['T-shirt/top', 'Ankle boot']) await page.getByText(name).first().waitFor();
    expect(await page.getByRole('heading', { level: 1 }).innerText()).toBe('Which optimizer dresses best?');
  });

  it('A11: the recipe’s network trains on them: 412,778 parameters, first updates', async () => {
    const { page } = open;
    await goTo(page, /^Model/);
    await page.getByTestId('total-parameters').filter({ hasText: '412,778' }).waitFor();
    await goTo(page, /^Optimizers/);
    for (const name of ['SGD', 'Momentum', 'Nesterov', 'AdaGrad', 'RMSprop'])
      if (await page.getByRole('checkbox', { name, exact: true }).isChecked()) await toggle(page, name);
    await page.getByRole('button', { name: 'Train 1 contender' }).click();
    await page.getByRole('img', { name: /^Loss of.*Last values: Adam \d/ }).waitFor({ timeout: TRAINING_LIMIT_MS });
    await page.getByRole('button', { name: /^Pause$/ }).click();
    await page.getByText(/^Paused in epoch 1 of 10/).waitFor({ timeout: TRAINING_LIMIT_MS });
    const made = Number(/update ([\d,]+) of 8,600/.exec(await page.locator('main').innerText())?.[1]);
    expect(made).toBeGreaterThanOrEqual(2);
    await page.getByRole('button', { name: /^Stop$/ }).click();
    await waitForEnd(page);
    await goTo(page, /^Runs/);
    await page.getByText(/Stopped by you at step/).waitFor();
  });

  it('left no error in the console', () => {
    expectQuiet(open.troubles);
  });
});
