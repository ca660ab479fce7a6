import fs from 'node:fs/promises';
import path from 'node:path';
import { StudioError } from '#shared/result.ts';
import { SHARED, writeTextFile } from './atomicFile.ts';

/** A chosen file, as the registry knows it. */
export interface ChosenFile {
  readonly path: string;
  readonly name: string;
  readonly bytes: number;
}

/** What is said of a file that is no page of text, or no JSON. */
export interface JsonTroubles {
  readonly limitBytes: number;
  tooLarge(detail: { file: string; limit: number }): StudioError;
  notJson(detail: { file: string; message: string }): StudioError;
}

/** The parsed JSON of a file. Throws `fileUnreadable`, or what the troubles say. */
export async function readJsonFile(file: ChosenFile, troubles: JsonTroubles): Promise<unknown> {
  if (file.bytes > troubles.limitBytes) throw troubles.tooLarge({ file: file.name, limit: troubles.limitBytes });
  const text = await fs.readFile(file.path, 'utf8').catch(() => {
    throw new StudioError('fileUnreadable', { name: file.name });
  });
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (error) {
    throw troubles.notJson({ file: file.name, message: error instanceof Error ? error.message : String(error) });
  }
}

/** Writes a text where the reader chose, aside first. Throws `fileNotWritten`. */
export async function writeChosenFile(text: string, file: string): Promise<void> {
  await writeTextFile(file, text, SHARED).catch((error: unknown) => {
    throw new StudioError('fileNotWritten', {
      name: file,
      message: error instanceof Error ? error.message : String(error),
    });
  });
}

/** A name with this ending in the folder that is still free: `title`, `title (2)`, … */
export async function freeFile(folder: string, name: string, ending: string): Promise<string> {
  const base = name.endsWith(ending) ? name.slice(0, -ending.length) : name;
  for (let k = 1; ; k++) {
    const file = path.join(folder, `${base}${k > 1 ? ` (${k})` : ''}${ending}`);
    if (!(await exists(file))) return file;
  }
}

function exists(file: string): Promise<boolean> {
  return fs.access(file).then(
    () => true,
    () => false,
  );
}
