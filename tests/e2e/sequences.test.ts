import { rm } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { prepareHome } from '../support/homes.ts';
import { openStudio, startStudio, type OpenStudio, type RunningStudio } from '../support/studio.ts';
import { expectQuiet, goTo, ranking, typeInto, waitForEnd } from './walk.ts';

/** Texts and series as a newcomer trains them: choose the set, take a template, train a few updates. */
describe('sequences', () => {
  let home: string;
  let studio: RunningStudio;
  let open: OpenStudio;

  beforeAll(async () => {
    home = await prepareHome({ settings: { engine: 'wasm' } });
    studio = await startStudio({ home });
    open = await openStudio(studio.url);
  });

  afterAll(async () => {
    await open.close();
    await studio.stop();
    await rm(home, { recursive: true, force: true, maxRetries: 3 });
  });

  async function train(set: RegExp, template: string, batchSize: string): Promise<string[][]> {
    const { page } = open;
    await goTo(page, /^Data/);
    await page.getByRole('button', { name: set }).click();
    await page.getByRole('heading', { level: 2, name: set }).waitFor();
    await goTo(page, /^Model/);
    await page.getByRole('button', { name: 'Templates' }).click();
    await page.getByRole('group', { name: 'Templates' }).getByRole('button', { name: template }).click();
    await page.getByRole('button', { name: /^Next: optimizers/ }).click();
    await typeInto(page, 'Epochs', '1');
    await typeInto(page, 'Batch size', batchSize);
    await page.getByRole('button', { name: 'Train 3 contenders' }).click();
    await page.getByRole('img', { name: /^Loss of 3 contenders/ }).waitFor();
    await waitForEnd(page);
    return ranking(page);
  }

  it.each([
    { set: /Short reviews/, template: 'Convolution along the sequence', batchSize: '400' },
    { set: /Weather by the hour/, template: 'LSTM', batchSize: '2000' },
  ])('trains $template on $set', async ({ set, template, batchSize }) => {
    const rows = await train(set, template, batchSize);
    expect(rows).toHaveLength(3);
    for (const row of rows) expect(row.join(' ')).toMatch(/\d\.\d{2,}/);
    expect(rows.flat().join(' ')).not.toMatch(/Diverged|Failed|Interrupted/);
  });

  it('left no error in the console and broke no rule of the content policy', () => {
    expectQuiet(open.troubles);
  });
});
