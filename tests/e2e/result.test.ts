import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { repositoryRoot } from '../../scripts/paths.ts';
import type { Experiment } from '#shared/domain/experiment.ts';
import type { EpochRecord, RunRecord } from '#shared/domain/run.ts';
import { encodeTableRow, encodeText, usualRow, wordNumbers } from '#shared/preprocessing/oneSample.ts';
import { cellsOf } from '#shared/preprocessing/table.ts';
import { plainModel, type PlainModel } from '../support/plainModel.ts';
import { builtinSet } from '../support/recipeData.ts';
import { openStudio, startStudio, type OpenStudio, type RunningStudio } from '../support/studio.ts';
import { ask } from './ask.ts';
import { axeViolations, loadAxe } from './axe.ts';
import { expectQuiet, goTo, trainToEnd } from './walk.ts';

const pictures = join(repositoryRoot, 'tests/.artifacts/result');
const recipes = join(repositoryRoot, 'resources/recipes');

interface Trained {
  readonly run: RunRecord;
  readonly experiment: Experiment;
  readonly epochs: readonly EpochRecord[];
  readonly plain: PlainModel;
}

/** Tiny real runs, and what the Result page says of them beside what plain TF.js and the record of the training say. */
describe('the result of a run', () => {
  let studio: RunningStudio;
  let open: OpenStudio;
  beforeAll(async () => {
    await mkdir(pictures, { recursive: true });
    studio = await startStudio();
    open = await openStudio(studio.url, { reducedMotion: 'reduce', colorScheme: 'light' });
    await loadAxe(open.page);
  });
  afterAll(async () => {
    await open.close();
    await studio.stop();
  });

  /** Trains one contender of a recipe with one seed as the reader would, and opens its result from Runs. */
  async function resultOf(recipe: string, change: (experiment: Experiment) => Partial<Experiment>): Promise<Trained> {
    const { page } = open;
    const whole = JSON.parse(await readFile(join(recipes, `${recipe}.json`), 'utf8')) as Experiment;
    const contenders = whole.contenders.filter(({ name }) => name === 'Adam');
    const experiment: Experiment = { ...whole, title: `Result of ${recipe}`, contenders, ...change(whole) };
    const chooser = page.waitForEvent('filechooser');
    await page.keyboard.press('Control+o');
    await (
      await chooser
    ).setFiles({ name: 'x.experiment.json', mimeType: '', buffer: Buffer.from(JSON.stringify(experiment)) });
    await page.getByText(experiment.title).first().waitFor();
    const id = await trainToEnd(page, () => page.getByRole('button', { name: /^Train 1 contender/ }).click());
    const [run] = (await ask(page, 'experiments.get', { experiment: id })).runs;
    const { epochs } = await ask(page, 'runs.points', { run: run!.id, series: [] });
    await goTo(page, /^Runs/);
    await page.getByRole('button', { name: 'Result of Adam, seed 1' }).first().click();
    await page.getByRole('heading', { level: 1, name: 'Adam, seed 1' }).waitFor();
    await page.locator('.result-facts').waitFor();
    const bytes = await readFile(join(studio.home, 'runs', run!.id, 'final.weights.bin'));
    const weights = new Float32Array(Uint8Array.from(bytes).buffer);
    const plain = await plainModel(experiment, await builtinSet(experiment.data.dataset), weights);
    return { run: run!, experiment, epochs, plain };
  }

  /** A number of the head, as it is written. */
  async function fact(name: string): Promise<number> {
    return Number((await open.page.locator(`[data-fact="${name}"]`).first().innerText()).replace(',', ''));
  }

  /** What stands in the cells of the matrix, row by row. */
  async function matrix(): Promise<number[][]> {
    const rows = await open.page.locator('.cm tbody tr').all();
    return Promise.all(
      rows.map(async (row) => (await row.locator('button').allInnerTexts()).map((text) => Number(text.trim() || 0))),
    );
  }

  async function shots(name: string): Promise<void> {
    const { page } = open;
    expect(await axeViolations(page), name).toEqual([]);
    await page.screenshot({ path: join(pictures, `${name}.png`) });
    await page.emulateMedia({ colorScheme: 'dark', reducedMotion: 'reduce' });
    expect(await axeViolations(page), `${name}, dark`).toEqual([]);
    await page.screenshot({ path: join(pictures, `${name}-dark.png`) });
    await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' });
    await page.setViewportSize({ width: 1024, height: 700 });
    await page.screenshot({ path: join(pictures, `${name}-narrow.png`) });
    await page.setViewportSize({ width: 1440, height: 900 });
  }

  const firstGuess = () => open.page.locator('.guess li').first().innerText();
  const classOf = (answers: Float32Array, row: number, classes: number): number => {
    const own = [...answers.subarray(row * classes, (row + 1) * classes)];
    return own.indexOf(Math.max(...own));
  };

  it('pictures: the matrix counts as TF.js and the training do; a cell opens its samples; a drawing is answered', async () => {
    const { page } = open;
    // Without a test part the validation part is judged, whose accuracy the training has told.
    const { plain, epochs } = await resultOf('glyph-cnn.experiment', ({ data, training }) => ({
      data: { ...data, testShare: 0 },
      training: { ...training, epochs: 2 },
    }));
    const rows = plain.data.split.validation;
    const answers = plain.answersTo(rows);
    const truth = new Float32Array(rows.length);
    plain.data.gatherTargets(rows, truth);
    const counted = Array.from({ length: 10 }, () => new Array<number>(10).fill(0));
    truth.forEach((own, row) => (counted[own]![classOf(answers, row, 10)]! += 1));
    const shown = await matrix();
    expect(shown).toEqual(counted);
    const right = shown.reduce((sum, row, own) => sum + row[own]!, 0) / rows.length;
    expect(right).toBeCloseTo(epochs.at(-1)!.valMetrics.accuracy!, 6);
    expect(await fact('accuracy')).toBeCloseTo(right, 4);
    expect(await fact('loss')).toBeCloseTo(epochs.at(-1)!.valLoss!, 3);
    await page.getByText(`There is no test part: judged on ${rows.length} validation rows.`).waitFor();

    // By keyboard: into the matrix, one to the right, its samples.
    const wrong = shown[0]![1]!;
    await page.locator('.cm button[tabindex="0"]').focus();
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('Enter');
    const cell = page.getByRole('region', { name: 'circle taken for square' });
    await cell.waitFor();
    await expect.poll(() => cell.locator('canvas').count()).toBe(Math.min(8, wrong));
    await page.keyboard.press('Enter');
    await page.getByRole('region', { name: 'Worst mistakes' }).locator('canvas').first().waitFor();

    await page.locator('.guess li').first().waitFor();
    await shots('pictures');
    await page.getByRole('button', { name: 'Clear, to draw' }).click();
    await page.getByText('Your own: nobody knows the truth').waitFor();
    const pad = await page.locator('.pad').boundingBox();
    const at = (x: number, y: number) => [pad!.x + x * pad!.width, pad!.y + y * pad!.height] as const;
    const empty = await page.locator('.guess ol').innerText();
    await page.mouse.move(...at(0.25, 0.25));
    await page.mouse.down();
    for (const [x, y] of [
      [0.75, 0.25],
      [0.75, 0.75],
      [0.25, 0.75],
      [0.25, 0.25],
    ] as const)
      await page.mouse.move(...at(x, y), { steps: 6 });
    await page.mouse.up();
    await expect.poll(() => page.locator('.guess ol').innerText()).not.toBe(empty);
    await page.getByRole('button', { name: 'Another validation picture' }).click();
    await page.getByText(/^Truth: /).waitFor();
    plain.dispose();
  });

  it('a table: errors and answers are those of TF.js, before and after a value is changed', async () => {
    const { page } = open;
    const set = await builtinSet('houses');
    const { plain } = await resultOf('house-prices.experiment', ({ training }) => ({
      training: { ...training, epochs: 5 },
    }));
    const rows = plain.data.split.test;
    const { mean, std } = plain.data.preprocessing.target!;
    const wanted = new Float32Array(rows.length);
    plain.data.gatherTargets(rows, wanted);
    const off = plain.answersTo(rows).map((answer, row) => Math.abs(answer - wanted[row]!) * std);
    expect(await fact('meanAbsoluteError')).toBeCloseTo(off.reduce((sum, each) => sum + each, 0) / rows.length, 1);
    const columns = set.descriptor.columns!;
    const usual = usualRow(cellsOf(set.descriptor, set.bytes), columns, plain.data.split.train);
    const price = (cells: ArrayLike<number>): number => {
      const { features } = plain.data.preprocessing;
      return plain.answers(encodeTableRow(cells, columns, features!, plain.data.sampleSize))[0]! * std + mean;
    };
    const told = async () => Number(await page.locator('.guess-amount').innerText());
    const near = (expected: number) => expect.poll(told).toBeCloseTo(expected, 0);
    await near(price(usual));
    const area = columns.findIndex(({ name }) => name === 'area');
    const larger = usual.with(area, 200);
    await page.getByRole('textbox', { name: 'area' }).fill('200');
    await near(price(larger));
    expect(Math.abs(price(larger) - price(usual))).toBeGreaterThan(5);
    await page.getByRole('radio', { name: 'By answer' }).focus();
    await page.keyboard.press('Space');
    await shots('table');
    plain.dispose();
  });

  it('texts: a typed sentence is read as the texts were, unknown words are marked', async () => {
    const { page } = open;
    const { plain } = await resultOf('imdb-five.stand-in', ({ training }) => ({
      training: { ...training, epochs: 3 },
    }));
    const record = plain.data.preprocessing.text!;
    const sentence = 'The plot was not gripping at all, and the brontosaurus was wooden.';
    await page.getByRole('textbox', { name: 'Text', exact: true }).fill(sentence);
    const positive = plain.answers(encodeText(sentence, record, wordNumbers(record)))[0]!;
    const [name, share] = positive > 0.5 ? ['positive', positive] : ['negative', 1 - positive];
    await expect.poll(firstGuess).toContain(`${(share * 100).toFixed(1)}`);
    expect(await firstGuess()).toContain(name);
    const unknown = page.locator('.try .unknown');
    await expect.poll(() => unknown.count()).toBe(1);
    expect(await unknown.innerText()).toContain('brontosaurus');
    await shots('texts');
    plain.dispose();
  });

  it('a series: the forecast of a moment is that of TF.js, beside “as it was last”', async () => {
    const { page } = open;
    const { plain, epochs } = await resultOf('temperature-eight.stand-in', ({ data, training }) => ({
      data: { ...data, testShare: 0 },
      training: { ...training, epochs: 1 },
    }));
    expect(await fact('meanAbsoluteError')).toBeCloseTo(epochs.at(-1)!.valMetrics.meanAbsoluteError!, 2);
    const rows = plain.data.split.validation;
    const { mean, std } = plain.data.preprocessing.target!;
    const set = await builtinSet('weather');
    const cells = cellsOf(set.descriptor, set.bytes);
    const column = set.descriptor.columns!.findIndex(({ name }) => name === 'temperature');
    // Hourly rows without gaps: a sample ends 23 rows after its first, and its answer comes 24 rows later.
    const off = Array.from(rows, (row) => {
      const last = row * 12 + 23;
      return Math.abs(cells.at(last + 24, column) - cells.at(last, column));
    });
    expect(await fact('naive')).toBeCloseTo(off.reduce((sum, each) => sum + each, 0) / rows.length, 2);
    const chosen = 5;
    const slider = page.getByRole('slider', { name: /^Forecast made at/ });
    await slider.fill(String(chosen));
    const forecast = plain.answersTo(rows.subarray(chosen, chosen + 1))[0]! * std + mean;
    await expect.poll(() => fact('forecast')).toBeCloseTo(forecast, 1);
    await shots('series');
    plain.dispose();
  });

  it('the ranking opens it too, and the way back leads there', async () => {
    const { page } = open;
    await goTo(page, /^Train & compare/);
    await page.getByRole('button', { name: 'Adam', exact: true }).click();
    await page.getByRole('heading', { level: 1, name: 'Adam, seed 1' }).waitFor();
    await page.getByRole('button', { name: 'Back to the comparison' }).click();
    await page.getByRole('region', { name: 'Ranking' }).waitFor();
    expectQuiet(open.troubles);
  });

  it('a run whose weights are gone says so', async () => {
    const { page } = open;
    await goTo(page, /^Runs/);
    const experiments = await ask(page, 'experiments.list', {});
    for (const { id } of experiments.flatMap(({ runs }) => runs))
      await writeFile(join(studio.home, 'runs', id, 'final.weights.bin'), new Uint8Array(8));
    await page.getByRole('button', { name: 'Result of Adam, seed 1' }).first().click();
    await page.getByRole('alert').filter({ hasText: 'has no kept weights' }).waitFor();
    await page.getByRole('button', { name: 'Try again' }).waitFor();
  });
});
