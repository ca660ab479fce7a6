import { createReadStream, existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { repositoryRoot } from '../../scripts/paths.ts';
import { prepareHome } from '../support/homes.ts';
import { openStudio, startStudio, type OpenStudio, type RunningStudio } from '../support/studio.ts';
import { expectQuiet, goTo, ranking, trainToEnd, typeInto } from './walk.ts';

const temperatures = join(repositoryRoot, '../shared/data/temperature');

/** Texts, series and tables with categories as a newcomer trains them: choose the set, take a template, train a few updates. */
describe('sequences', () => {
  let home: string;
  let mirror: Server;
  let studio: RunningStudio;
  let open: OpenStudio;

  beforeAll(async () => {
    home = await prepareHome({ settings: { engine: 'wasm' } });
    // What published sets are fetched from, in place of the internet.
    mirror = createServer((request, response) => {
      createReadStream(join(temperatures, basename(request.url ?? ''))).pipe(response);
    });
    await new Promise<void>((resolve) => mirror.listen(0, '127.0.0.1', resolve));
    const { port } = mirror.address() as AddressInfo;
    studio = await startStudio({ home, env: { STUDIO_MIRROR: `http://127.0.0.1:${port}` } });
    open = await openStudio(studio.url);
  });

  afterAll(async () => {
    await open.close();
    await studio.stop();
    mirror.close();
    await rm(home, { recursive: true, force: true, maxRetries: 3 });
  });

  /** `choose`: what is chosen on the page of the data. */
  async function train(
    set: RegExp,
    template: string,
    batchSize: string,
    choose: () => Promise<void> = () => Promise.resolve(),
  ): Promise<string[][]> {
    const { page } = open;
    await goTo(page, /^Data/);
    await page.getByRole('button', { name: set }).first().click();
    await page.getByRole('heading', { level: 2, name: set }).waitFor();
    await choose();
    await goTo(page, /^Model/);
    await page.getByRole('button', { name: 'Templates' }).click();
    await page
      .getByRole('group', { name: 'Templates' })
      .getByRole('button', { name: new RegExp(`^${template}`) })
      .click();
    await page.getByRole('button', { name: /^Next: optimizers/ }).click();
    await typeInto(page, 'Epochs', '1');
    await typeInto(page, 'Batch size', batchSize);
    await trainToEnd(page, () => page.getByRole('button', { name: 'Train 3 contenders' }).click());
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

  it('answers two columns of a series, and says how far it is off in each', async () => {
    const { page } = open;
    const rows = await train(/Weather by the hour/, 'LSTM', '2000', async () => {
      const beside = page.getByRole('group', { name: 'Predict beside it' });
      await beside.getByText('pressure', { exact: true }).click();
      await page.getByText('The model answers temperature and pressure together').waitFor();
    });
    expect(rows).toHaveLength(3);
    await page.getByText('Target by target').click();
    const table = page.getByRole('region', { name: 'Target by target' }).getByRole('row');
    await expect.poll(() => table.count()).toBe(3);
    const texts = await table.allInnerTexts();
    expect(texts[1]).toMatch(/^temperature\s/);
    expect(texts[2]).toMatch(/^pressure\s/);
    // Three contenders and how far they are apart, in degrees and in hectopascals.
    for (const text of texts.slice(1)) expect(text.match(/\d+(\.\d+)?/g)).toHaveLength(4);
  });

  it('learns an embedding of categories beside the numbers of a table', async () => {
    const { page } = open;
    const rows = await train(/Homes with gaps/, 'Embedding beside numbers', '400', async () => {
      await page.getByRole('combobox', { name: 'Categories' }).selectOption({ label: 'Embedding, beside the numbers' });
      await page.getByText(/columns stand first in a row, as \d+ different codes/).waitFor();
    });
    expect(rows).toHaveLength(3);
    for (const row of rows) expect(row.join(' ')).toMatch(/\d\.\d{2,}/);
    expect(rows.flat().join(' ')).not.toMatch(/Diverged|Failed|Interrupted/);
  });

  it.runIf(existsSync(temperatures))('fetches a published series with one click', async () => {
    const { page } = open;
    await goTo(page, /^Data/);
    await page.getByRole('button', { name: /^Download Melbourne temperatures/ }).click();
    await page.getByRole('heading', { level: 2, name: 'Melbourne temperatures' }).waitFor();
    await page.getByRole('img', { name: /Temp/ }).waitFor();
    expect(await page.getByRole('button', { name: /^Download Melbourne temperatures/ }).count()).toBe(0);
  });

  it('left no error in the console and broke no rule of the content policy', () => {
    expectQuiet(open.troubles);
  });
});
