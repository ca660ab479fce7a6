import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { exporterOf } from '#main/exporters/index.ts';
import type { Experiment } from '#shared/domain/experiment.ts';
import { openStudio, startStudio } from '../support/studio.ts';
import { expectQuiet, goTo, trainToEnd, typeInto } from './walk.ts';

const layers = [
  { id: 'a', kind: 'dense', params: { units: 6, activation: 'tanh' } },
  { id: 'b', kind: 'dense', params: { units: 2, activation: 'softmax' } },
] as const;
const inFirst = 2 * 6 + 6;
const weights = Float32Array.from({ length: inFirst + 6 * 2 + 2 }, (_, i) => Math.sin(i + 1));

/** A trained model as it lies in a folder. */
function modelFiles(): { name: string; mimeType: string; buffer: Buffer }[] {
  const loss = 'categoricalCrossentropy';
  const experiment = { title: 'x', data: { dataset: 'd' }, model: { layers }, loss } as unknown as Experiment;
  const demand = { task: 'classification', units: 2 } as const;
  const files = exporterOf('tfjs').files({ experiment, inputShape: [2], demand, weights, appVersion: '1' });
  return files
    .filter(({ name }) => /^(model\.json|weights\.bin)$/.test(name))
    .map(({ name, bytes }) => ({ name, mimeType: '', buffer: Buffer.from(bytes) }));
}

/** Which model the layers begin with the weights of. */
const origins = (page: Page) =>
  page.locator('.kept-chip').evaluateAll((all: { title: string }[]) => all.map(({ title }) => title));
const twice = (name: string): string[] => Array.from({ length: 2 }, () => `Begins with the weights of ${name}`);

async function finalWeights(home: string): Promise<Float32Array[]> {
  const runs = await readdir(join(home, 'runs'));
  return Promise.all(
    runs.map(async (run) => {
      const bytes = await readFile(join(home, 'runs', run, 'final.weights.bin'));
      return new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length));
    }),
  );
}

it('D16: a trained model comes with its weights, stays frozen but for its last layer, and is built on again', async () => {
  const studio = await startStudio();
  const { page, troubles, close } = await openStudio(studio.url);
  await goTo(page, /^Model/);
  await page.locator('[data-row]').first().waitFor();
  await page.getByRole('button', { name: 'File', exact: true }).click();
  const chooser = page.waitForEvent('filechooser');
  await page.getByRole('button', { name: /Import a model/ }).click();
  await (await chooser).setFiles(modelFiles());
  await page.getByText('The layers of model.json replaced the stack; 2 begin with its weights').waitFor();
  expect(await origins(page)).toEqual(twice('model.json'));
  await page.getByRole('button', { name: 'Freeze them' }).click();
  await expect.poll(() => page.locator('.chip.frozen').count()).toBe(2);
  await page.locator('[data-row]').nth(1).click();
  await page.getByRole('switch', { name: 'Freeze' }).press('Space');
  await expect.poll(() => page.locator('.chip.frozen').count()).toBe(1);

  await goTo(page, /^Optimizers/);
  await typeInto(page, 'Epochs', '1');
  await trainToEnd(page, () => page.getByRole('button', { name: /^Train \d+ contenders$/ }).click());
  const trained = await finalWeights(studio.home);
  expect(trained.length).toBeGreaterThan(1);
  for (const values of trained) {
    expect([...values.subarray(0, inFirst)]).toEqual([...weights.subarray(0, inFirst)]);
    expect([...values.subarray(inFirst)]).not.toEqual([...weights.subarray(inFirst)]);
  }

  // The same files dropped, and then what a run of it has learnt.
  await goTo(page, /^Model/);
  await page.getByRole('button', { name: 'Draw all anew' }).click();
  await expect.poll(() => origins(page)).toEqual([]);
  const given = modelFiles().map(({ name, buffer }) => [name, [...buffer]] as const);
  await page.evaluate(`{
    const files = new DataTransfer();
    for (const [name, bytes] of ${JSON.stringify(given)}) files.items.add(new File([Uint8Array.from(bytes)], name));
    for (const type of ['dragenter', 'dragover', 'drop'])
      document.body.dispatchEvent(new DragEvent(type, { bubbles: true, cancelable: true, dataTransfer: files }));
  }`);
  await expect.poll(() => origins(page)).toEqual(twice('model.json'));
  await goTo(page, /^Runs/);
  const build = page.getByRole('button', { name: /^Build on the weights of / }).first();
  await build.waitFor();
  const name = (await build.getAttribute('aria-label'))!.replace('Build on the weights of ', '');
  await build.click();
  await expect.poll(() => origins(page)).toEqual(twice(name));
  expectQuiet(troubles);
  await close();
  await studio.stop();
});
