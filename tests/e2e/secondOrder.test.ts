import { mkdirSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openStudio, startStudio, type OpenStudio, type RunningStudio } from '../support/studio.ts';
import { ask } from './ask.ts';
import { expectQuiet, goTo, ranking, trainToEnd } from './walk.ts';

let studio: RunningStudio;
let open: OpenStudio;

beforeAll(async () => {
  studio = await startStudio();
  open = await openStudio(studio.url);
});

afterAll(async () => {
  await open.close();
  await studio.stop();
});

/** Into the folder of `STUDIO_PICTURES`, for who wants to look. */
async function picture(name: string): Promise<void> {
  const folder = process.env.STUDIO_PICTURES;
  if (!folder) return;
  mkdirSync(folder, { recursive: true });
  await open.page.screenshot({ path: `${folder}/${name}.png` });
}

describe('recipe 15: first against second order', () => {
  it('A17: one click on Home trains solvers beside rules, compares them across gradients and at equal work', async () => {
    const { page, troubles } = open;
    await trainToEnd(page, () => page.getByRole('button', { name: /First against second order/ }).click());
    await page.getByRole('heading', { level: 1, name: 'First against second order' }).waitFor();
    await page.getByRole('region', { name: 'Ranking' }).waitFor();
    expect(await page.getByRole('radio', { name: 'Gradients' }).isChecked()).toBe(true);
    // Of this comparison alone: what is remembered for the others is left as it was.
    expect((await ask(page, 'settings.get', {})).chart.xAxis).toBe('epochs');
    const rows = await ranking(page);
    const row = (name: string): string => rows.map((cells) => cells.join(' ')).find((each) => each.includes(name))!;
    expect(rows).toHaveLength(6);
    expect(row('L-BFGS')).toMatch(/\d+ steps, 120 gradients/);
    expect(row('Hessian-free')).toMatch(/\d steps, 120 gradients/);
    expect(row('Adam')).toContain('rate 0.03');
    await page.getByText(/Compared after as much work each: 120 passes over the training rows/).waitFor();
    await picture('train-light');
    await page.emulateMedia({ colorScheme: 'dark' });
    await picture('train-dark');
    await page.setViewportSize({ width: 1024, height: 700 });
    await picture('train-1024');
    await goTo(page, /^Optimizers/);
    await page.getByRole('article', { name: 'L-BFGS' }).waitFor();
    await page.getByRole('article', { name: 'L-BFGS' }).scrollIntoViewIfNeeded();
    await picture('optimizers-1024');
    await page.setViewportSize({ width: 1440, height: 900 });
    await picture('optimizers-dark');
    await page.emulateMedia({ colorScheme: 'light' });
    await page.getByText('Newton’s step without the matrix.').scrollIntoViewIfNeeded();
    await picture('optimizers-light');
    expect(await page.getByRole('combobox', { name: 'Start weights' }).inputValue()).toBe('glorotUniform');
    await page.getByText(/^A solver makes steps until it has asked for 120 gradients/).waitFor();
    expectQuiet(troubles);
  });
});
