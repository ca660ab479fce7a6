import type { Experiment } from '#shared/domain/experiment.ts';
import { parseExperiment } from '#shared/domain/experimentSchema.ts';
import { StudioError } from '#shared/result.ts';
import { safeName } from './fileNames.ts';
import { readJsonFile, writeChosenFile, type ChosenFile, type JsonTroubles } from './jsonFiles.ts';

export const EXPERIMENT_ENDING = '.experiment.json';

const troubles: JsonTroubles = {
  /** An experiment is a page of text; what is larger is something else. */
  limitBytes: 4 * 1024 * 1024,
  tooLarge: (detail) => new StudioError('experimentTooLarge', detail),
  notJson: (detail) => new StudioError('experimentNotJson', detail),
};

/** Reads `*.experiment.json`. Throws `fileUnreadable`, `experimentTooLarge`, `experimentNotJson`, or what `parseExperiment` finds wrong. */
export async function openExperimentFile(file: ChosenFile): Promise<Experiment> {
  return parseExperiment(await readJsonFile(file, troubles));
}

/** What the file of an experiment is called when the reader has not said. */
export function experimentFileName(experiment: Experiment): string {
  return `${safeName(experiment.title)}${EXPERIMENT_ENDING}`;
}

/** Writes an experiment where the reader chose, aside first. Throws `fileNotWritten`. */
export function saveExperimentFile(experiment: Experiment, file: string): Promise<void> {
  return writeChosenFile(`${JSON.stringify(experiment, null, 2)}\n`, file);
}
