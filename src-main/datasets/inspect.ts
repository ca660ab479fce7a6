import { existsSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
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
import { probeAll } from './readers/expand.ts';
import type { InputFile, ProbedFile } from './readers/probe.ts';
import type { HashedFile, ReadSet } from './readers/reader.ts';
import { silentWatch } from './watch.ts';

/** What is in files, without importing them. `problems` have the codes of the descriptor and of the errors; the caller finds the words. */
export interface InspectCore {
  /** The reader's (`idx`, `csv`, `pictures` …), `descent-dataset`, a recognised foreign format in small letters, or `unknown`. */
  readonly format: string;
  readonly kind: DatasetKind | null;
  readonly samples: number;
  /** [height, width, channels] of a picture, [columns] of a table, [] where nothing could be read. */
  readonly shape: readonly number[];
  readonly classes: readonly ClassInfo[] | null;
  readonly columns: readonly InspectColumn[] | null;
  /** Tables and series. */
  readonly rows?: number;
  readonly target?: string | null;
  readonly moreTargets?: readonly string[];
  /** Texts: mean number of characters. */
  readonly meanLength?: number;
  /** Series: see `SeriesInfo`. */
  readonly start?: string | null;
  readonly end?: string | null;
  readonly interval?: number | null;
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

/** Reads files and folders to the last byte and says what they hold; throws `fileMissing` and the like for the paths themselves. */
export async function inspect(
  paths: readonly string[],
  signal = new AbortController().signal,
  options: TableOptions = {},
): Promise<InspectCore> {
  if (paths.length === 0) throw new StudioError('importNothing');
  const stored = paths.find((path) => existsSync(join(path, DESCRIPTOR_FILE)));
  if (stored !== undefined) return inspectStored(stored);
  return inspectFiles(await Promise.all(paths.map(inputAt)), signal, options);
}

/** A file or a folder by its path; throws `fileMissing` and the like. */
export async function inputAt(path: string): Promise<InputFile> {
  try {
    await stat(path);
    return { path, name: basename(resolve(path)) };
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
    probed = await probeAll(files, signal);
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
  const { reading, guesses, target, moreTargets, text, series } = set;
  return {
    kind: set.kind,
    samples,
    shape,
    classes: set.classes,
    columns: set.columns?.map(columnOf) ?? null,
    ...(set.columns ? { rows: samples, target } : {}),
    ...(moreTargets ? { moreTargets } : {}),
    ...(text ? { meanLength: text.meanLength } : {}),
    ...(series ? { start: series.start, end: series.end, interval: series.interval } : {}),
    ...(reading ? { reading } : {}),
    ...(guesses ? { guesses } : {}),
  };
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
