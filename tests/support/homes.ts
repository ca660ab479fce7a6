import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Experiment } from '#shared/domain/experiment.ts';
import type { Settings } from '#shared/domain/settings.ts';
import { repositoryRoot } from '../../scripts/paths.ts';

/** What a studio finds when it starts. */
export interface HomeContent {
  readonly settings?: Partial<Settings>;
  /** The experiment on the screens. */
  readonly draft?: Experiment;
}

/** A fresh STUDIO_HOME with these choices in it; whoever makes it removes it. */
export async function prepareHome({ settings, draft }: HomeContent): Promise<string> {
  const home = await mkdtemp(join(tmpdir(), 'studio-home-'));
  if (settings) await writeFile(join(home, 'settings.json'), JSON.stringify(settings));
  if (draft) await writeFile(join(home, 'draft.json'), JSON.stringify(draft));
  return home;
}

/** The experiment of a recipe that ships with the app. */
export async function recipeExperiment(id: string): Promise<Experiment> {
  const file = join(repositoryRoot, 'resources', 'recipes', `${id}.experiment.json`);
  return JSON.parse(await readFile(file, 'utf8')) as Experiment;
}
