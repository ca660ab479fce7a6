import fs from 'node:fs/promises';
import path from 'node:path';
import type { Experiment, Recipe } from '#shared/domain/experiment.ts';
import { parseExperiment } from '#shared/domain/experimentSchema.ts';

const ENDING = '.experiment.json';
const STAND_IN = '.stand-in.json';

/**
 * The experiments that ship with the app, in the order of their file names; the id of one is its file's name. Beside one whose data must be
 * fetched lies the same on built-in data, `<id>.stand-in.json`.
 */
export async function readRecipes(resources: string): Promise<Recipe[]> {
  const folder = path.join(resources, 'recipes');
  const files = await fs.readdir(folder);
  const read = async (name: string): Promise<Experiment> =>
    parseExperiment(JSON.parse(await fs.readFile(path.join(folder, name), 'utf8')));
  const names = files.filter((name) => name.endsWith(ENDING)).sort();
  return Promise.all(
    names.map(async (name) => {
      const id = name.slice(0, -ENDING.length);
      const standIn = `${id}${STAND_IN}`;
      return {
        id,
        experiment: await read(name),
        ...(files.includes(standIn) && { standIn: await read(standIn) }),
      };
    }),
  );
}
