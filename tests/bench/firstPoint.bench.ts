/**
 * From pressing Train to the first point on the chart, in the running studio: `node tests/bench/firstPoint.bench.ts [TIMES]`. The first training
 * of a fresh browser and the median of later ones are told.
 */
import { rm } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import type { EngineChoice } from '#shared/domain/backend.ts';
import { prepareHome, recipeExperiment } from '../support/homes.ts';
import { goTo } from '../e2e/walk.ts';
import { openStudio, startStudio } from '../support/studio.ts';

const times = Number(process.argv[2] ?? 5);

/** Runs in the page: resolves with the milliseconds between the event of the next click and the second frame after a chart has values. */
const pressToPicture = `new Promise((resolve) => {
  const whenShown = (pressedMs) => {
    const observer = new MutationObserver(() => {
      if (!document.querySelector('canvas[aria-label^="Loss of"][aria-label*="Last values"]')) return;
      observer.disconnect();
      requestAnimationFrame(() => requestAnimationFrame(() => resolve(performance.now() - pressedMs)));
    });
    observer.observe(document.body, { subtree: true, attributeFilter: ['aria-label'] });
  };
  addEventListener('click', ({ timeStamp }) => whenShown(timeStamp), { capture: true, once: true });
})`;

/**
 * Opens the page anew, looks at it as a person would, presses Train and waits until the chart shows its first values. Milliseconds in the page, from the event of the press to the
 * second frame after the values were known: what the driver needs for its click is not the studio's.
 */
async function firstPointMs(page: Page, lookMs: number): Promise<number> {
  await page.reload();
  await goTo(page, /Train & compare/);
  const train = page.getByRole('button', { name: /^Train \d/ }).first();
  await train.waitFor();
  await page.waitForTimeout(lookMs);
  const shownMs = page.evaluate<number>(pressToPicture);
  await train.click();
  return shownMs;
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

for (const [recipe, engine, lookMs] of [
  ['glyph-cnn', 'wasm', 2000],
  ['two-moons', 'wasm', 2000],
  ['two-moons', 'auto', 2000],
  ['glyph-cnn', 'webgl', 2000],
  // Long enough for a graphics card that is drawn by the processor to have compiled everything.
  ['glyph-cnn', 'webgl', 8000],
] as const satisfies readonly (readonly [string, EngineChoice, number])[]) {
  const draft = await recipeExperiment(recipe);
  const home = await prepareHome({
    settings: { engine },
    draft: { ...draft, training: { ...draft.training, epochs: 1000 } },
  });
  const studio = await startStudio({ home });
  const { page, close } = await openStudio(studio.url);
  try {
    const first = await firstPointMs(page, lookMs);
    const later: number[] = [];
    for (let i = 1; i < times; i++) later.push(await firstPointMs(page, lookMs));
    console.log(
      `${recipe} on ${engine}, ${draft.contenders.length} contenders, ${lookMs / 1000} s after opening: first ${first.toFixed(0)} ms, later ${median(later).toFixed(0)} ms (median of ${later.length})`,
    );
  } finally {
    await close();
    await studio.stop();
    await rm(home, { recursive: true, force: true, maxRetries: 3 });
  }
}
