import fs from 'node:fs/promises';
import path from 'node:path';
import type { Recipe } from '#shared/domain/experiment.ts';
import { parseExperiment } from '#shared/domain/experimentSchema.ts';

const ENDING = '.experiment.json';

/** The experiments that ship with the app, in the order of their file names; the id of one is its file's name. */
export async function readRecipes(resources: string): Promise<Recipe[]> {
  const folder = path.join(resources, 'recipes');
  const names = (await fs.readdir(folder)).filter((name) => name.endsWith(ENDING)).sort();
  return Promise.all(
    names.map(async (name) => ({
      id: name.slice(0, -ENDING.length),
      experiment: parseExperiment(JSON.parse(await fs.readFile(path.join(folder, name), 'utf8'))),
    })),
  );
}
