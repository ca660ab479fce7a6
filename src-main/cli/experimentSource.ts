import { readFile } from 'node:fs/promises';
import type { Contender, Experiment, Recipe } from '#shared/domain/experiment.ts';
import { parseExperiment } from '#shared/domain/experimentSchema.ts';
import { StudioError } from '#shared/result.ts';

/**
 * The experiment a word of the command line means: the id of a recipe, or the path of a `*.experiment.json`. Throws StudioError
 * `recipeUnknown` (neither), `experimentNotJson`, or what `parseExperiment` finds. With `onStandIn` a recipe is the same on built-in data.
 */
export async function experimentFrom(word: string, recipes: readonly Recipe[], onStandIn = false): Promise<Experiment> {
  const recipe = recipes.find(({ id }) => id === word);
  if (recipe) return onStandIn ? (recipe.standIn ?? recipe.experiment) : recipe.experiment;
  const text = await readFile(word, 'utf8').catch((error: NodeJS.ErrnoException) => {
    const known = recipes.map(({ id }) => id).join(', ');
    if (error.code === 'ENOENT') throw new StudioError('recipeUnknown', { value: word, known });
    throw new StudioError('fileUnreadable', { name: word });
  });
  return parseExperiment(parsedJson(word, text));
}

function parsedJson(file: string, text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (error) {
    throw new StudioError('experimentNotJson', {
      file,
      message: error instanceof Error ? error.message : String(error),
    });
  }
}

export interface Overrides {
  readonly contenders: readonly string[];
  readonly seeds: readonly number[] | null;
  readonly epochs: number | null;
  readonly limitSteps: number | null;
}

/** The experiment with what the command line says instead. Throws StudioError `cliContenderUnknown`, `contendersMissing`, `cliSeedTwice`. */
export function withOverrides(
  experiment: Experiment,
  { contenders, seeds, epochs, limitSteps }: Overrides,
): Experiment {
  if (experiment.contenders.length === 0) throw new StudioError('contendersMissing', { value: experiment.title });
  const twice = seeds?.find((seed, index) => seeds.indexOf(seed) !== index);
  if (twice !== undefined) throw new StudioError('cliSeedTwice', { value: twice });
  const chosen = contenders.flatMap((name) => namedContenders(experiment.contenders, name));
  const kept =
    chosen.length > 0 ? experiment.contenders.filter((each) => chosen.includes(each)) : experiment.contenders;
  return {
    ...experiment,
    contenders: epochs === null ? kept : kept.map(withoutOwnEpochs),
    training: {
      ...experiment.training,
      seeds: seeds ?? experiment.training.seeds,
      epochs: epochs ?? experiment.training.epochs,
      limitSteps: limitSteps ?? experiment.training.limitSteps,
    },
  };
}

/** The contender of this name, in any case; where there is none, the contenders of a list with commas. */
function namedContenders(all: readonly Contender[], word: string): readonly Contender[] {
  const exact = all.find(({ name }) => name === word) ?? all.find(({ name }) => sameWord(name, word));
  if (exact) return [exact];
  const parts = word.split(',').map((part) => part.trim());
  if (parts.length > 1) return parts.flatMap((part) => namedContenders(all, part));
  throw new StudioError('cliContenderUnknown', { value: word, known: all.map(({ name }) => name).join(', ') });
}

function sameWord(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}

/** Epochs of the command line are for all contenders. */
function withoutOwnEpochs(contender: Contender): Contender {
  if (contender.changes?.epochs === undefined) return contender;
  const { epochs: _, ...changes } = contender.changes;
  return { ...contender, changes };
}

/** The experiment on a data set just imported: its target columns where the set has them, else the one guessed at the import. */
export function onDataset(
  experiment: Experiment,
  dataset: string,
  columns: readonly string[],
  guessed: string | null,
): Experiment {
  const { target, moreTargets = [], ...data } = experiment.data;
  const kept = target !== null && columns.includes(target) ? target : guessed;
  const beside = moreTargets.filter((name) => columns.includes(name) && name !== kept);
  const more = beside.length > 0 ? { moreTargets: beside } : {};
  return { ...experiment, data: { ...data, dataset, target: kept, ...more } };
}
