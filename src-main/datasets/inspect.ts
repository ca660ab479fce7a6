import { readdir, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type {
  ClassInfo,
  ColumnInfo,
  CsvReading,
  DatasetDescriptor,
  DatasetKind,
  Guess,
  InspectColumn,
} from '#shared/domain/dataset.ts';
import type { Problem } from '#shared/domain/problem.ts';
import type { TableOptions } from '#shared/domain/tableOptions.ts';
import { StudioError } from '#shared/result.ts';
import { DESCRIPTOR_FILE, readDescriptor } from './descriptorFile.ts';
import { fileTrouble } from './fileTrouble.ts';
import { sha256Of } from './hash.ts';
import { pictureShape } from './readers/idx.ts';
import { parseIdxHeader } from './readers/idxHeader.ts';
import { readerFor } from './readers/index.ts';
import { probe, type InputFile, type ProbedFile } from './readers/probe.ts';
import type { HashedFile, ReadSet } from './readers/reader.ts';
import { silentWatch } from './watch.ts';

/** What is in files, without importing them. `problems` have the codes of the descriptor and of the errors; the caller finds the words. */
export interface InspectCore {
  /** `idx`, `csv`, `descent-dataset`, a recognised foreign format in small letters, or `unknown`. */
  readonly format: string;
  readonly kind: DatasetKind | null;
  readonly samples: number;
  /** [height, width, channels] of a picture, [columns] of a table, [] where nothing could be read. */
  readonly shape: readonly number[];
  readonly classes: readonly ClassInfo[] | null;
  readonly columns: readonly InspectColumn[] | null;
  /** Tables only, from here to the guesses. */
  readonly rows?: number;
  readonly target?: string | null;
  readonly reading?: CsvReading;
  readonly guesses?: readonly Guess[];
  readonly problems: readonly Problem[];
}

const nothing: InspectCore = {
  format: 'unknown',
  kind: null,
  samples: 0,
  shape: [],
  classes: null,
  columns: null,
  problems: [],
};

/** Reads files, or what lies in one folder, to the last byte and says what they hold; throws `fileMissing` and the like for the paths themselves. */
export async function inspect(
  paths: readonly string[],
  signal = new AbortController().signal,
  options: TableOptions = {},
): Promise<InspectCore> {
  const [first] = paths;
  if (first === undefined) throw new StudioError('importNothing');
  const files = (await Promise.all(paths.map(filesAt))).flat();
  const descriptorFile = files.find(({ name }) => name === DESCRIPTOR_FILE);
  if (descriptorFile) return inspectStored(join(descriptorFile.path, '..'));
  if (files.length === 0)
    return {
      ...nothing,
      problems: [{ code: 'folderEmpty', where: basename(first), detail: { name: basename(first) } }],
    };
  return inspectFiles(files, signal, options);
}

/** A file itself; of a folder its visible files, in the order of their names. */
export async function filesAt(path: string): Promise<InputFile[]> {
  try {
    if (!(await stat(path)).isDirectory()) return [{ path, name: basename(path) }];
    const entries = await readdir(path, { withFileTypes: true });
    const names = entries.filter((entry) => entry.isFile() && !entry.name.startsWith('.')).map(({ name }) => name);
    return names.sort().map((name) => ({ path: join(path, name), name }));
  } catch (error) {
    throw fileTrouble(error, path);
  }
}

async function inspectStored(folder: string): Promise<InspectCore> {
  try {
    const descriptor = await readDescriptor(folder, basename(folder));
    return { format: 'descent-dataset', ...contents(descriptor), problems: descriptor.problems };
  } catch (error) {
    return { ...nothing, format: 'descent-dataset', problems: [problemOf(error, basename(folder))] };
  }
}

async function inspectFiles(
  files: readonly InputFile[],
  signal: AbortSignal,
  options: TableOptions,
): Promise<InspectCore> {
  const where = files.map(({ name }) => name).join(', ');
  let probed: readonly ProbedFile[] = [];
  try {
    probed = await Promise.all(files.map((file) => probe(file, signal)));
    const reader = readerFor(probed);
    const watch = silentWatch(signal);
    const hashed: HashedFile[] = [];
    for (const file of probed) hashed.push({ ...file, sha256: await sha256Of(file, watch) });
    const set = await reader.read({ files: hashed, folder: null, watch, options });
    return { format: reader.format, ...contents(set), problems: set.problems };
  } catch (error) {
    return { ...nothing, ...partial(probed), problems: [problemOf(error, where)] };
  }
}

function contents(set: ReadSet | DatasetDescriptor): Omit<InspectCore, 'format' | 'problems'> {
  const [samples = 0, ...shape] = set.samples.shape;
  const core = { kind: set.kind, samples, shape, classes: set.classes, columns: set.columns?.map(columnOf) ?? null };
  if (set.kind !== 'table') return core;
  const { reading, guesses, target } = set;
  return { ...core, rows: samples, target, ...(reading ? { reading } : {}), ...(guesses ? { guesses } : {}) };
}

function columnOf({ name, type, missing, min, max, mean, date }: ColumnInfo): InspectColumn {
  return { name, type: date ? 'date' : type, missing, min, max, mean };
}

/** The format, and of pictures without labels their number and shape, when the set as a whole cannot be read. */
function partial(probed: readonly ProbedFile[]): Pick<InspectCore, 'format'> & Partial<InspectCore> {
  const [first] = probed;
  if (!first) return { format: 'unknown' };
  const { recognised } = probed.find(({ recognised: { format } }) => format === 'idx') ?? first;
  if (recognised.format === 'other') return { format: recognised.label.toLowerCase() };
  if (recognised.format !== 'idx') return { format: recognised.format };
  const pictures = probed.flatMap(picturesOf);
  if (pictures.length === 0) return { format: 'idx' };
  const samples = pictures.reduce((sum, { header }) => sum + (header.shape[0] ?? 0), 0);
  return { format: 'idx', kind: 'image', samples, shape: pictureShape(pictures[0]!) };
}

function picturesOf({ head, name }: ProbedFile) {
  try {
    const header = parseIdxHeader(head, name);
    return header.shape.length > 1 ? [{ name, sha256: '', header }] : [];
  } catch {
    return [];
  }
}

function problemOf(error: unknown, where: string): Problem {
  if (!(error instanceof StudioError) || error.code === 'cancelled') throw error;
  const { line, name } = error.detail;
  const place = `${name ?? where}${line === undefined ? '' : `:${line}`}`;
  return { code: error.code, where: place, detail: error.detail };
}
