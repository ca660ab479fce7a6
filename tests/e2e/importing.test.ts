import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openStudio, startStudio, type OpenStudio, type RunningStudio } from '../support/studio.ts';
import { plainZip } from '../unit/datasets/archives.ts';
import { expectQuiet, goTo } from './walk.ts';

/** The import wizard in the real window: what is guessed, what is changed, what comes of it. */
describe('importing', () => {
  let studio: RunningStudio;
  let open: OpenStudio;

  beforeAll(async () => {
    studio = await startStudio();
    open = await openStudio(studio.url);
    await goTo(open.page, /^Data/);
  });

  afterAll(async () => {
    await open.close();
    await studio.stop();
  });

  const wizard = () => open.page.getByRole('dialog', { name: /^Import/ });
  const field = (name: string) => wizard().getByRole('combobox', { name, exact: true });
  const next = (name: string) => wizard().getByRole('button', { name, exact: true });

  async function give(name: string, buffer: Buffer, button = 'choose them'): Promise<void> {
    const chooser = open.page.waitForEvent('filechooser');
    await open.page.getByRole('button', { name: button }).click();
    await (await chooser).setFiles({ name, mimeType: 'application/octet-stream', buffer });
    await wizard().waitFor();
  }
  const header = (): Promise<string> =>
    wizard().getByRole('region', { name: 'The first rows' }).locator('thead').innerText();

  const rows = Array.from({ length: 40 }, (_, at) => `${at},5;${at % 2 ? 'yes' : 'no'};${at % 5 ? at * 3 : '-'}`);
  const table = Buffer.from(`size;sold;price\n${rows.join('\n')}\n`);

  it('says why it reads a table as it does, and the rows follow a change', async () => {
    await give('shop.csv', table);
    await wizard().getByText('Fractions are written with a comma.').waitFor();
    await wizard().getByText('“-” stands 8 times among numbers or dates and is read as missing: price.').waitFor();
    expect(await field('Cells divided by').inputValue()).toBe(';');
    expect(await header()).toMatch(/size\s+number/);
    await field('Fractions').selectOption('.');
    await expect.poll(header).toMatch(/size\s+category/);
    await field('First line').selectOption('false');
    await expect.poll(header).toMatch(/#1\s+category/);
    await wizard().getByRole('button', { name: 'Back to the guesses' }).click();
    await expect.poll(header).toMatch(/size\s+number/);
  });

  it('takes the target, the columns, the name and what becomes of gaps', async () => {
    const { page } = open;
    await next('Next: columns').click();
    await field('To predict').selectOption('sold');
    await wizard().getByText('Chosen by you.').first().waitFor();
    await field('Type of size').selectOption('leftOut');
    await expect.poll(() => field('Type of size').inputValue()).toBe('leftOut');
    await next('Next: finish').click();
    await wizard().getByText('“sold” is predicted from one other column.').waitFor();
    await wizard().getByRole('textbox', { name: 'Name of the data set' }).fill('Shop');
    await field('Missing cells').selectOption('mean');
    await page.keyboard.press('Tab');
    await next('Import').click();
    await page.getByRole('heading', { level: 2, name: 'Shop' }).waitFor();
    expect(await page.getByText('2 columns', { exact: true }).count()).toBe(1);
    expect(await page.getByRole('combobox', { name: 'Column', exact: true }).inputValue()).toBe('sold');
    await expect.poll(() => page.getByRole('combobox', { name: 'Missing cells' }).inputValue()).toBe('mean');
  });

  it('divides by rows, and treats one column otherwise than the others', async () => {
    const { page } = open;
    await page.getByText('Change the sizes').click();
    await page.getByText('Rows', { exact: true }).click();
    const testRows = page.getByRole('textbox', { name: 'Test rows' });
    await testRows.fill('5');
    await testRows.press('Enter');
    await page.getByRole('img', { name: / rows to train, \d+ to validate, 5 to test$/ }).waitFor();
    await page.getByText('Column by column').click();
    await page.getByRole('combobox', { name: 'Gaps of price' }).selectOption('median');
    await page.getByText('1 differs').waitFor();
  });

  it('reads the file again in another way; the old reading goes and can be had back', async () => {
    const { page } = open;
    await give('shop.csv', table, 'Read the file again');
    await next('Next: columns').click();
    // What was chosen the first time is chosen still.
    expect(await field('Type of size').inputValue()).toBe('leftOut');
    await field('Type of size').selectOption('number');
    await next('Next: finish').click();
    await wizard().getByText('The new reading takes the place of “Shop”.').waitFor();
    await next('Import').click();
    await page.getByText('3 columns', { exact: true }).waitFor();
    const sets = page.getByRole('button', { name: /^Shop 40 rows/ });
    await expect.poll(() => sets.count()).toBe(1);
    await page.getByRole('button', { name: 'Undo', exact: true }).last().click();
    await expect.poll(() => sets.count()).toBe(2);
  });

  it('shows pictures as they would be kept, and follows size, fit and colours', async () => {
    const { page } = open;
    const wide = await sharp({ create: { width: 20, height: 10, channels: 3, background: '#c03020' } })
      .png()
      .toBuffer();
    await give('pets.zip', plainZip({ 'cat/1.png': wide, 'dog/1.png': wide }));
    await wizard().getByText('2 pictures in 2 classes.').waitFor();
    await wizard().getByRole('img', { name: 'A picture of “cat”' }).waitFor();
    // As text: these sources know no DOM.
    const corner = (): Promise<string> =>
      page.evaluate<string>(`(() => {
        const canvas = document.querySelector('.wizard-pictures canvas');
        const [red, green, blue] = canvas.getContext('2d').getImageData(0, 0, 1, 1).data;
        return canvas.width + 'x' + canvas.height + ' ' + [red, green, blue].join(' ');
      })()`);
    await expect.poll(corner).toBe('20x10 192 48 32');
    await wizard().getByRole('textbox', { name: 'Width' }).fill('10');
    await page.keyboard.press('Tab');
    await expect.poll(corner).toBe('10x10 0 0 0');
    await wizard().getByText('Stretch', { exact: true }).click();
    await expect.poll(corner).toBe('10x10 192 48 32');
    await wizard().getByText('Grey', { exact: true }).click();
    await expect.poll(corner).toMatch(/^10x10 (\d+) \1 \1$/);
    await next('Next: finish').click();
    await next('Import').click();
    await page.getByRole('heading', { level: 2, name: 'pets' }).waitFor();
    await page.getByText('10 × 10, grey', { exact: true }).waitFor();
  });

  it('renames a set, deletes it and takes that back', async () => {
    const { page } = open;
    const sets = page.getByRole('button', { name: /^Animals \d/ });
    await page.getByRole('button', { name: 'Rename', exact: true }).click();
    const name = page.getByRole('textbox', { name: 'Name of the data set' });
    await name.fill('Animals');
    await name.press('Enter');
    await page.getByRole('heading', { level: 2, name: 'Animals' }).waitFor();
    await expect.poll(() => sets.count()).toBe(1);
    await page.getByRole('button', { name: 'Delete', exact: true }).click();
    await expect.poll(() => sets.count()).toBe(0);
    await page.getByRole('button', { name: 'Undo', exact: true }).last().click();
    await expect.poll(() => sets.count()).toBe(1);
    await page.getByRole('heading', { level: 2, name: 'Animals' }).waitFor();
  });

  it('edits windows and words of a series and of texts', async () => {
    const { page } = open;
    await page.getByRole('button', { name: /Weather by the hour/ }).click();
    await page.getByText('This gives 26,256 samples.').waitFor();
    await page.getByRole('textbox', { name: 'Stride, steps' }).fill('24');
    await page.keyboard.press('Tab');
    await page.getByText('This gives 1,094 samples.').waitFor();
    const beside = page.getByRole('group', { name: 'Predict beside it' });
    await beside.getByText('pressure', { exact: true }).click();
    await page.getByText('The model answers temperature and pressure together, each in its own units.').waitFor();
    await page.getByRole('button', { name: /Short reviews/ }).click();
    await page.getByRole('textbox', { name: 'Words per text' }).fill('12');
    await page.keyboard.press('Tab');
    await page.getByText('Every text becomes 12 numbers, one per word').waitFor();
    await page.getByText('Lengths', { exact: true }).click();
    await page.getByRole('img', { name: /^Words per text/ }).waitFor();
  });

  it('left no error in the console', () => {
    expectQuiet(open.troubles);
  });

  describe('a folder', () => {
    const chooser = (button: string) => {
      const asked = open.page.waitForEvent('filechooser');
      return open.page
        .getByRole('button', { name: button })
        .click()
        .then(() => asked);
    };

    it('of class folders is chosen whole, more files than a drop takes one by one', async () => {
      const folder = await petFolder(60);
      await (await chooser('choose a folder')).setFiles(folder);
      await wizard().getByText('120 pictures in 2 classes.').waitFor();
      await wizard().getByRole('button', { name: 'Cancel' }).click();
      await wizard().waitFor({ state: 'detached' });
    });

    it('is dropped on the window and imported under its name', async () => {
      const { page } = open;
      await dropOn(page, await petFolder(3));
      await wizard().getByText('6 pictures in 2 classes.').waitFor();
      await next('Next: finish').click();
      await next('Import').click();
      await page.getByRole('heading', { level: 2, name: 'pets' }).waitFor();
      await page.getByRole('button', { name: /^pets 6 pictures/ }).waitFor();
    });
  });
});

/** A folder `pets` with so many pictures of each of two classes. */
async function petFolder(each: number): Promise<string> {
  const folder = join(await mkdtemp(join(tmpdir(), 'descent-pets-')), 'pets');
  const png = await sharp({ create: { width: 8, height: 8, channels: 3, background: '#3060c0' } })
    .png()
    .toBuffer();
  for (const name of ['cat', 'dog']) {
    await mkdir(join(folder, name), { recursive: true });
    for (let at = 0; at < each; at++) await writeFile(join(folder, name, `${at}.png`), png);
  }
  return folder;
}

/** Drops a path of this machine on the middle of the page, as a person's file manager does. */
async function dropOn(page: Page, path: string): Promise<void> {
  const session = await page.context().newCDPSession(page);
  const data = { items: [], files: [path], dragOperationsMask: 1 };
  for (const type of ['dragEnter', 'dragOver', 'drop'] as const)
    await session.send('Input.dispatchDragEvent', { type, x: 600, y: 400, data });
  await session.detach();
}
