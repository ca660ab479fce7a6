import { rm } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { openStudio, startStudio } from '../support/studio.ts';
import { goTo, startTwoMoons, TRAINING_LIMIT_MS } from './walk.ts';

it('after kill -9 in mid-training the next start shows the runs as interrupted, with every point it had acknowledged', async () => {
  const first = await startStudio();
  const { home } = first;
  try {
    const window = await openStudio(first.url);
    await startTwoMoons(window.page);
    // The answer to an append is the acknowledgement: remember the highest update each run was told is kept.
    const kept = new Map<string, number>();
    window.page.on('response', (response) => {
      if (!response.url().endsWith('/call/runs.append') || !response.ok()) return;
      const { run, steps } = JSON.parse(response.request().postData() ?? '{}');
      for (const { fromStep, values } of steps)
        kept.set(run, Math.max(kept.get(run) ?? 0, fromStep + values.length - 1));
    });
    await expect
      .poll(() => [...kept.values()].filter((step) => step >= 5).length, { timeout: TRAINING_LIMIT_MS })
      .toBe(6);
    await first.kill9();
    await window.close();
    const second = await startStudio({ home });
    const again = await openStudio(second.url);
    await goTo(again.page, /^Runs/);
    await expect.poll(() => again.page.getByRole('cell', { name: /Interrupted/ }).count()).toBe(6);
    const stepsShown = await again.page.getByRole('cell', { name: /^[\d,]+ of 300$/ }).allInnerTexts();
    expect(stepsShown.length).toBe(6);
    const least = Math.min(...kept.values());
    for (const shown of stepsShown) expect(Number.parseInt(shown.replace(',', ''), 10)).toBeGreaterThanOrEqual(least);
    for (const [run, step] of kept) {
      const points = await again.page.evaluate(async (id) => {
        const response = await fetch('/call/runs.points', {
          method: 'POST',
          headers: { 'Content-Type': 'application/json' },
          body: JSON.stringify({ run: id }),
        });
        return response.json() as Promise<{
          value: { steps: { series: string; fromStep: number; values: unknown[] }[] };
        }>;
      }, run);
      const last = Math.max(
        ...points.value.steps.filter(({ series }) => series === 'loss').map((s) => s.fromStep + s.values.length - 1),
      );
      expect(last).toBeGreaterThanOrEqual(step);
    }
    await again.close();
    await second.stop();
  } finally {
    await rm(home, { recursive: true, force: true, maxRetries: 3 });
  }
});
