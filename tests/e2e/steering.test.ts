import { rm } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RunRecord } from '#shared/domain/run.ts';
import { prepareHome } from '../support/homes.ts';
import { openStudio, startStudio, type OpenStudio, type RunningStudio } from '../support/studio.ts';
import { ask } from './ask.ts';
import { expectKept, historiesOf, moonsFor, noteAcknowledged, trainDraft, waitForRuns } from './faults.ts';
import { expectQuiet, goTo, TRAINING_LIMIT_MS, waitForEnd } from './walk.ts';

/** Ten updates each: it would go on for minutes, and every test ends it. */
const EPOCHS = 20_000;

let home: string;
let studio: RunningStudio;
let open: OpenStudio;

beforeAll(async () => {
  home = await prepareHome({ settings: { engine: 'wasm' }, draft: await moonsFor(EPOCHS) });
  studio = await startStudio({ home });
  open = await openStudio(studio.url);
});

afterAll(async () => {
  await open.close();
  await studio.stop();
  await rm(home, { recursive: true, force: true, maxRetries: 3 });
});

async function runsOf(page: Page, experiment: string): Promise<readonly RunRecord[]> {
  return (await ask(page, 'experiments.get', { experiment })).runs;
}

/** Waits until some updates are made, and stands. */
async function pauseSoon(page: Page, experiment: string): Promise<void> {
  await expect
    .poll(async () => (await runsOf(page, experiment)).every(({ steps }) => steps > 20), { timeout: TRAINING_LIMIT_MS })
    .toBe(true);
  await page.getByRole('button', { name: 'Pause', exact: true }).click();
  await page.getByText(/^Paused in epoch/).waitFor();
}

/** The update at which a paused training stands. */
async function standsAt(page: Page): Promise<number> {
  const words = await page.getByText(/^update [\d,]+ of/).innerText();
  return Number(/[\d,]+/.exec(words)![0].replaceAll(',', ''));
}

/** The numbers of a chart by epoch and contender, who stand in the order of their ranks; of very long trainings some epochs are left out. */
async function numbersOf(page: Page, title: string): Promise<Map<number, Readonly<Record<string, number>>>> {
  const plot = page.locator('figure', { has: page.getByRole('img', { name: new RegExp(`^${title}`) }) });
  await plot.getByRole('button', { name: 'Numbers' }).click();
  const table = page.getByRole('region', { name: `${title}, as a table` });
  const names = (await table.locator('thead th').allInnerTexts()).slice(-2);
  const rows = await table.locator('tbody tr').all();
  const texts = await Promise.all(rows.map((row) => row.locator('td').allInnerTexts()));
  await page.getByRole('button', { name: 'Chart', exact: true }).click();
  return new Map(
    texts.map((cells) => {
      const own = cells.slice(-2).map((cell, at) => [names[at]!, Number(cell)] as const);
      return [Number(cells[0]!.replaceAll(',', '')), Object.fromEntries(own)];
    }),
  );
}

/** The mean of the gradient norms of each epoch of a run, from what the host has. */
async function epochMeans(page: Page, run: string): Promise<number[]> {
  const { steps, epochs } = await ask(page, 'runs.points', { run, series: ['gradientNorm'] });
  const values = steps[0]!.values as number[];
  return epochs.map(({ step }, at) => {
    const own = values.slice(epochs[at - 1]?.step ?? 0, step);
    return own.reduce((sum, value) => sum + value, 0) / own.length;
  });
}

const named = (runs: readonly RunRecord[], name: RegExp): RunRecord =>
  runs.find((run) => name.test(run.contender.name))!;

describe('a training that is steered by keyboard', () => {
  it('takes one step at a time; takes a new rate for all at the next one; says so everywhere', async () => {
    const { page } = open;
    const noted = noteAcknowledged(page);
    const experiment = await trainDraft(page);
    await pauseSoon(page, experiment);
    const step = await standsAt(page);
    await page.getByRole('button', { name: 'One step' }).click();
    await expect.poll(() => standsAt(page)).toBe(step + 1);
    await expect
      .poll(async () => (await runsOf(page, experiment)).map((run) => run.steps))
      .toEqual([step + 1, step + 1]);

    const menu = page.getByRole('button', { name: 'Change Adam while it trains' });
    await menu.focus();
    await page.keyboard.press('Enter');
    const field = page.getByRole('dialog').getByRole('textbox', { name: 'New rate η' });
    await page.getByRole('dialog').locator('input:focus').waitFor();
    const before = Number(await field.inputValue());
    await field.fill(String(before * 2));
    await page.getByRole('checkbox', { name: /same factor/ }).focus();
    await page.keyboard.press('Space');
    await field.press('Enter');
    const sentence = `Adam: rate ${before} to ${before * 2} from step ${(step + 2).toLocaleString('en')} on`;
    await page.getByRole('dialog').getByText(sentence).waitFor();
    await page.keyboard.press('Escape');
    await expect.poll(async () => (await runsOf(page, experiment)).map(({ events }) => events.length)).toEqual([1, 1]);
    const runs = await runsOf(page, experiment);
    expect(named(runs, /Adam/).events).toEqual([
      { kind: 'learningRate', step: step + 2, detail: { rate: before * 2, before } },
    ]);
    const [other] = named(runs, /SGD/).events;
    expect(other).toMatchObject({ kind: 'learningRate', step: step + 2 });
    expect(other!.kind === 'learningRate' && other!.detail.rate / other!.detail.before).toBeCloseTo(2, 10);

    const chart = page.getByRole('img', { name: /^Loss of 2 contenders/ });
    await expect.poll(() => chart.getAttribute('aria-label')).toContain(sentence);
    await chart.focus();
    // The first key brings the cursor, the second takes it to the end.
    await page.keyboard.press('End');
    await page.keyboard.press('End');
    await page.locator('.chart-tooltip .note', { hasText: sentence }).waitFor();
    await page.keyboard.press('t');
    await page
      .getByRole('region', { name: /as a table/ })
      .getByText(sentence)
      .waitFor();
    await chart
      .or(page.getByRole('button', { name: 'Chart', exact: true }))
      .first()
      .press('Enter');
    await page.getByRole('button', { name: 'Same start, changed on the way' }).click();
    await page.getByRole('dialog').getByText(sentence).waitFor();
    await page.keyboard.press('Escape');

    await page.getByRole('button', { name: 'Resume', exact: true }).click();
    await expect
      .poll(async () => (await runsOf(page, experiment))[0]!.steps, { timeout: TRAINING_LIMIT_MS })
      .toBeGreaterThan(step + 100);
    // A page that is gone: what was changed by hand comes again where the runs go on.
    await page.reload();
    await waitForRuns(page, experiment, 'interrupted');
    expectKept(noted, await historiesOf(page, experiment));
    const resumed = await ask(page, 'experiments.get', { experiment });
    expect(named(resumed.runs, /Adam/).events[0]).toMatchObject({ step: step + 2 });
  });

  it('stops one contender, the other goes on; then all are stopped', async () => {
    const { page } = open;
    const experiment = await trainDraft(page);
    await pauseSoon(page, experiment);
    const step = await standsAt(page);
    await page.getByRole('button', { name: 'Change Adam while it trains' }).click();
    await page.getByRole('button', { name: 'Stop Adam; the others go on' }).click();
    await expect.poll(async () => named(await runsOf(page, experiment), /Adam/).status).toBe('stopped');
    await page.getByRole('button', { name: 'Resume', exact: true }).click();
    const sgd = async () => named(await runsOf(page, experiment), /SGD/);
    await expect.poll(async () => (await sgd()).steps, { timeout: TRAINING_LIMIT_MS }).toBeGreaterThan(step + 50);
    const adam = named(await runsOf(page, experiment), /Adam/);
    expect([adam.steps, adam.hasWeights, adam.reason?.code]).toEqual([step, true, 'stoppedByUser']);
    expect((await sgd()).status).toBe('running');
    await page.getByRole('button', { name: /^Stop$/ }).click();
    await waitForRuns(page, experiment, 'stopped');
  });

  it('A7 D6: beside the loss stands what was recorded of every update, from its beginning, while it trains and when it is opened again', async () => {
    const { page } = open;
    const experiment = await trainDraft(page);
    await pauseSoon(page, experiment);
    const quantity = page.getByRole('combobox', { name: 'Metric' });
    await quantity.selectOption({ label: 'Gradient norm' });
    const chart = page.getByRole('img', { name: /^Gradient norm of 2 contenders.*Last values/ });
    await chart.waitFor();
    const step = await standsAt(page);
    await page.getByRole('button', { name: 'Resume', exact: true }).click();
    await expect
      .poll(async () => (await runsOf(page, experiment))[0]!.steps, { timeout: TRAINING_LIMIT_MS })
      .toBeGreaterThan(step + 200);
    await page.getByRole('button', { name: /^Stop$/ }).click();
    await waitForRuns(page, experiment, 'stopped');
    await waitForEnd(page);
    // The page draws when it can: both charts have all of it a moment later.
    const drawn = async (): Promise<boolean> => {
      const epochs = [...(await numbersOf(page, 'Gradient norm')).keys()];
      return epochs.length > 20 && epochs.every(Number.isFinite);
    };
    await expect.poll(drawn).toBe(true);
    const numbers = await numbersOf(page, 'Gradient norm');
    for (const run of await runsOf(page, experiment)) {
      const kept = await epochMeans(page, run.id);
      // Three decimals or digits are shown.
      for (const [epoch, values] of numbers)
        expect(values[run.contender.name]! / kept[epoch - 1]!, `epoch ${epoch}`).toBeCloseTo(1, 1);
    }

    await page.reload();
    await goTo(page, /^Runs/);
    await page.getByRole('button', { name: /^Open/ }).first().click();
    await chart.waitFor();
    expect(await numbersOf(page, 'Gradient norm')).toEqual(numbers);
    await quantity.selectOption({ label: 'Accuracy' });
    await page.getByRole('img', { name: /accuracy of 2 contenders/i }).waitFor();
  });

  it('moves to the other executor and back in mid-training; the curves go on', async () => {
    const { page } = open;
    const noted = noteAcknowledged(page);
    const experiment = await trainDraft(page);
    await pauseSoon(page, experiment);
    const step = await standsAt(page);
    await page.getByRole('button', { name: 'Move to the graphics card' }).click();
    await page.getByText('WebGL, CPU').first().waitFor({ timeout: TRAINING_LIMIT_MS });
    await page.getByRole('button', { name: 'Resume', exact: true }).click({ timeout: TRAINING_LIMIT_MS });
    const made = async () => Math.min(...(await runsOf(page, experiment)).map(({ steps }) => steps));
    await expect.poll(made, { timeout: TRAINING_LIMIT_MS }).toBeGreaterThan(step);
    const onCard = await runsOf(page, experiment);
    expect(onCard.map(({ backend }) => backend)).toEqual(['webgl', 'webgl']);
    await page.getByRole('button', { name: 'Move to the processor' }).click();
    await expect
      .poll(async () => (await runsOf(page, experiment)).map(({ backend }) => backend), { timeout: TRAINING_LIMIT_MS })
      .toEqual(['wasm', 'wasm']);
    const [back] = (await runsOf(page, experiment))[0]!.events.slice(-1);
    await expect.poll(made, { timeout: TRAINING_LIMIT_MS }).toBeGreaterThan(back!.step + 100);
    await page.getByRole('button', { name: /^Stop$/ }).click();
    await waitForRuns(page, experiment, 'stopped');
    const histories = await historiesOf(page, experiment);
    expectKept(noted, histories);
    for (const { run, losses } of histories) {
      expect(run.events.map(({ kind, detail }) => [kind, detail])).toEqual([
        ['executor', { from: 'wasm', to: 'webgl' }],
        ['executor', { from: 'webgl', to: 'wasm' }],
      ]);
      expect(run.events[0]!.step).toBe(step + 1);
      expect(losses.every((loss) => loss !== null)).toBe(true);
    }
    await page.getByRole('button', { name: 'Same start, changed on the way' }).click();
    await page
      .getByText(/graphics card instead of processor/)
      .first()
      .waitFor();
    await page.keyboard.press('Escape');
  });

  it('left no error in the console', () => {
    expectQuiet(open.troubles);
  });
});
