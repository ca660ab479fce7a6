import fs from 'node:fs/promises';
import path from 'node:path';
import type { Experiment } from '#shared/domain/experiment.ts';
import { parseExperiment } from '#shared/domain/experimentSchema.ts';
import { StudioError } from '#shared/result.ts';
import { SHARED, writeTextFile } from './atomicFile.ts';
import { safeName } from './fileNames.ts';

/** An experiment is a page of text; what is larger is something else. */
const LIMIT_BYTES = 4 * 1024 * 1024;
const ENDING = '.experiment.json';

/** Reads `*.experiment.json`. Throws `fileUnreadable`, `experimentTooLarge`, `experimentNotJson`, or what `parseExperiment` finds wrong. */
export async function openExperimentFile(file: { path: string; name: string; bytes: number }): Promise<Experiment> {
  if (file.bytes > LIMIT_BYTES) throw new StudioError('experimentTooLarge', { file: file.name, limit: LIMIT_BYTES });
  const text = await fs.readFile(file.path, 'utf8').catch(() => {
    throw new StudioError('fileUnreadable', { name: file.name });
  });
  return parseExperiment(parsed(text, file.name));
}

function parsed(text: string, name: string): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    throw new StudioError('experimentNotJson', { file: name, message });
  }
}

/** What the file of an experiment is called when the reader has not said. */
export function experimentFileName(experiment: Experiment): string {
  return `${safeName(experiment.title)}${ENDING}`;
}

/** Writes an experiment where the reader chose, aside first. Throws `fileNotWritten`. */
export async function saveExperimentFile(experiment: Experiment, file: string): Promise<void> {
  await writeTextFile(file, `${JSON.stringify(experiment, null, 2)}\n`, SHARED).catch((error: unknown) => {
    throw new StudioError('fileNotWritten', {
      name: file,
      message: error instanceof Error ? error.message : String(error),
    });
  });
}

/** A name in the folder that is still free: `title`, `title (2)`, … */
export async function freeFile(folder: string, name: string): Promise<string> {
  const base = name.endsWith(ENDING) ? name.slice(0, -ENDING.length) : name;
  for (let k = 1; ; k++) {
    const file = path.join(folder, `${base}${k > 1 ? ` (${k})` : ''}${ENDING}`);
    if (!(await exists(file))) return file;
  }
}

function exists(file: string): Promise<boolean> {
  return fs.access(file).then(
    () => true,
    () => false,
  );
}
