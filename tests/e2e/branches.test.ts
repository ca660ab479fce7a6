import { expect, it } from 'vitest';
import { openStudio, startStudio } from '../support/studio.ts';
import { expectQuiet, goTo } from './walk.ts';

it('a residual block by one click, its inputs by a menu, a wrong one explained and repaired', async () => {
  const studio = await startStudio();
  const { page, troubles, close } = await openStudio(studio.url);
  await goTo(page, /^Model/);
  const row = (name: string) => page.locator('[data-row]').filter({ has: page.getByText(name, { exact: true }) });
  await page.locator('[data-row]').first().click();
  await page.getByRole('button', { name: 'Residual block' }).click();
  await expect.poll(() => row('Add').count()).toBe(1);
  await expect.poll(() => page.locator('.branch-arcs .arc').count()).toBe(2);
  expect(await page.locator('.layer-item .problem').count()).toBe(0);

  await row('Add').click();
  const second = page.getByLabel('Input 2', { exact: true });
  await second.selectOption({ label: 'Input' });
  await expect
    .poll(() => page.locator('.layer-item .problem').first().textContent())
    .toContain('must have the same shape');
  await page.getByRole('banner').getByRole('button', { name: 'Undo' }).click();
  await expect.poll(() => page.locator('.layer-item .problem').count()).toBe(0);
  await page.getByRole('button', { name: 'Add an input' }).click();
  await expect.poll(() => page.getByLabel('Input 3', { exact: true }).count()).toBe(1);
  expectQuiet(troubles);
  await close();
  await studio.stop();
});
