/**
 * From pressing Train to the first point on the chart, in the running studio: `node tests/bench/firstPoint.bench.ts [TIMES]`. The first training after
 * the studio is opened loads the engine and compiles; both it and the median of the later ones are told.
 */
import { rm } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import type { EngineChoice } from '#shared/domain/backend.ts';
import { prepareHome, recipeExperiment } from '../support/homes.ts';
import { goTo } from '../e2e/walk.ts';
import { openStudio, startStudio } from '../support/studio.ts';

const times = Number(process.argv[2] ?? 5);

/** Presses Train and waits for the frame in which the chart tells its first values; then stops. Milliseconds. */
async function firstPointMs(page: Page): Promise<number> {
  const ms = await page.evaluate<number>(`new Promise((resolve) => {
    const charts = () => [...document.querySelectorAll('[role=img]')].map((chart) => chart.getAttribute('aria-label'));
    const old = new Set(charts());
    const beganMs = performance.now();
    [...document.querySelectorAll('button')].find(({ textContent }) => /^\\s*Train \\d/.test(textContent)).click();
    const look = () => {
      if (charts().some((label) => /^Loss.*Last values/.test(label) && !old.has(label))) resolve(performance.now() - beganMs);
      else requestAnimationFrame(look);
    };
    look();
  })`);
  await page.getByRole('button', { name: /^Stop$/ }).click();
  await page.getByRole('button', { name: /^Train \d/ }).waitFor();
  return ms;
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

for (const [recipe, engine] of [
  ['glyph-cnn', 'wasm'],
  ['two-moons', 'wasm'],
  ['glyph-cnn', 'webgl'],
] as const satisfies readonly (readonly [string, EngineChoice])[]) {
  const draft = await recipeExperiment(recipe);
  const home = await prepareHome({
    settings: { engine },
    draft: { ...draft, training: { ...draft.training, epochs: 1000 } },
  });
  const studio = await startStudio({ home });
  const { page, close } = await openStudio(studio.url);
  try {
    await goTo(page, /Train & compare/);
    const first = await firstPointMs(page);
    const later: number[] = [];
    for (let i = 1; i < times; i++) later.push(await firstPointMs(page));
    console.log(
      `${recipe} on ${engine}, ${draft.contenders.length} contenders: first ${first.toFixed(0)} ms, later ${median(later).toFixed(0)} ms (median of ${later.length})`,
    );
  } finally {
    await close();
    await studio.stop();
    await rm(home, { recursive: true, force: true, maxRetries: 3 });
  }
}
