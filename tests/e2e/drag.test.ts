import { expect, it } from 'vitest';
import { openStudio, startStudio } from '../support/studio.ts';
import { expectQuiet, goTo } from './walk.ts';

it('layers are dragged: from the palette into the stack, and within the stack; undo takes both back', async () => {
  const studio = await startStudio();
  const { page, troubles, close } = await openStudio(studio.url);
  await goTo(page, /^Model/);
  const layers = (): Promise<string[]> =>
    page.locator('[data-row]').evaluateAll((rows) => rows.map((row) => row.textContent ?? ''));
  const kinds = async (): Promise<string[]> =>
    (await layers()).map((text) => /Dense|Dropout|Flatten|Conv 2D|Max pooling/.exec(text)?.[0] ?? '–');
  await page.locator('[data-row]').first().waitFor();
  const before = await kinds();
  const drag = async (from: { x: number; y: number }, to: { x: number; y: number }): Promise<void> => {
    await page.mouse.move(from.x, from.y);
    await page.mouse.down();
    for (let i = 1; i <= 12; i++) {
      await page.mouse.move(from.x + ((to.x - from.x) * i) / 12, from.y + ((to.y - from.y) * i) / 12);
      await page.waitForTimeout(30);
    }
    await page.mouse.up();
    await page.waitForTimeout(300);
  };
  const middle = async (selector: string): Promise<{ x: number; y: number }> => {
    const place = page.locator(selector).first();
    await place.scrollIntoViewIfNeeded();
    const box = (await place.boundingBox())!;
    return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
  };
  await drag(await middle('[data-kind="dropout"]'), await middle('[data-row]'));
  await expect.poll(kinds).toHaveLength(before.length + 1);
  expect((await kinds()).filter((kind) => kind === 'Dropout')).toHaveLength(1);
  const at = (await kinds()).indexOf('Dropout');
  const box = (await page.locator('[data-row]').nth(at).boundingBox())!;
  const last = (await page.locator('[data-row]').nth(2).boundingBox())!;
  await drag({ x: box.x + 30, y: box.y + 20 }, { x: last.x + 30, y: last.y + 30 });
  await expect.poll(async () => (await kinds()).indexOf('Dropout')).not.toBe(at);
  const undo = page.getByRole('banner').getByRole('button', { name: 'Undo' });
  await undo.click();
  await undo.click();
  await expect.poll(kinds).toEqual(before);
  expectQuiet(troubles);
  await close();
  await studio.stop();
});
