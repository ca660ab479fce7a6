import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readRecipes } from '#main/services/recipes.ts';
import en from '#resources/locales/en.json' with { type: 'json' };
import { repositoryRoot } from '../../scripts/paths.ts';
import { prepareHome } from '../support/homes.ts';
import { hasPublished, importPublished } from '../support/recipeData.ts';
import { openStudio, startStudio, type OpenStudio, type RunningStudio } from '../support/studio.ts';
import { ask } from './ask.ts';
import { expectQuiet, goTo, TRAINING_LIMIT_MS } from './walk.ts';

const recipes = (await readRecipes(join(repositoryRoot, 'resources'))).filter(({ standIn }) => standIn);
const titles: Readonly<Record<string, { title: string }>> = en.recipes;

/** The real files are never part of the repository, so this runs only beside them. */
describe.runIf(hasPublished)('recipes whose data are here', () => {
  let home: string;
  let studio: RunningStudio;
  let open: OpenStudio;

  beforeAll(async () => {
    home = await prepareHome({ settings: { engine: 'wasm' } });
    for (const id of new Set(recipes.map(({ experiment }) => experiment.data.dataset)))
      expect((await importPublished(id, join(home, 'datasets'))).id).toBe(id);
    studio = await startStudio({ home });
    open = await openStudio(studio.url, { reducedMotion: 'reduce' });
  });
  afterAll(async () => {
    await open.close();
    await studio.stop();
    await rm(home, { recursive: true, force: true, maxRetries: 3 });
  });

  it.each(recipes)('$id trains on them at one click', async ({ id, experiment }) => {
    const { page } = open;
    const { title } = titles[id]!;
    await goTo(page, /^Home/);
    const card = page.locator('article.recipe').filter({ hasText: title });
    await card.locator('.recipe-start').waitFor();
    await expect.poll(() => card.locator('.recipe-stand-in').count()).toBe(0);
    await card.locator('.recipe-start').click();
    await page
      .getByRole('img', { name: new RegExp(`of ${experiment.contenders.length} contenders?.*Last values`) })
      .first()
      .waitFor({ timeout: TRAINING_LIMIT_MS });
    const [newest] = await ask(page, 'experiments.list', {});
    expect(newest).toMatchObject({ title });
    const { record } = await ask(page, 'experiments.get', { experiment: newest!.id });
    expect(record.experiment.data.dataset).toBe(experiment.data.dataset);
    // What trains goes with the page: faster than to wait until it has stopped.
    await page.reload();
    await page.getByRole('navigation').waitFor();
  });

  it('left no error in the console', () => expectQuiet(open.troubles));
});
