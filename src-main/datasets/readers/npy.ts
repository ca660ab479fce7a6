import { join } from 'node:path';
import type { Problem } from '#shared/domain/problem.ts';
import type { TableOptions } from '#shared/domain/tableOptions.ts';
import { StudioError } from '#shared/result.ts';
import { writePart, type PartWriter } from '../partWriter.ts';
import { phaseCost, silentWatch, type Watch } from '../watch.ts';
import { countedClasses, MAX_CLASSES, sortedNames } from './classFolders.ts';
import { emptyClasses } from './emptyClasses.ts';
import { npyRows, npyValues, type NpyFile } from './npyBody.ts';
import { parseNpyHeader } from './npyHeader.ts';
import { npyPairs, type NpyPair } from './npyParts.ts';
import type { Reader, ReadRequest, ReadSet } from './reader.ts';
import { readTable } from './table.ts';
import type { TableSource } from './tableSource.ts';

const SAMPLE_ROWS = 2000;
const MAX_COLUMNS = 10_000;

/** Arrays of NumPy, in files of their own or in one `.npz`: pictures with labels, or tables. */
export const npyReader: Reader = { format: 'npy', workPerByte: phaseCost.reading, read: readNpy };

async function readNpy({ files, folder, watch, options = {} }: ReadRequest): Promise<ReadSet> {
  const arrays = files.map((file): NpyFile => ({ ...file, header: parseNpyHeader(file.head, file.name) }));
  const pairs = npyPairs(arrays);
  const [first, second] = pairs;
  const { shape } = first!.samples.header;
  const other = second?.samples.header.shape;
  if (other && other.slice(1).join() !== shape.slice(1).join())
    throw new StudioError('npyShapes', { first: shape.join(' × '), second: other.join(' × ') });
  if (shape.length === 2) return readArrayTable(pairs, { folder, watch, options });
  return readArrayPictures(pairs, folder, watch);
}

async function readArrayPictures(pairs: readonly NpyPair[], folder: string | null, watch: Watch): Promise<ReadSet> {
  const { name, header } = pairs[0]!.samples;
  const [, height = 0, width = 0, channels = 1] = header.shape;
  if (header.shape.length > 4 || (channels !== 1 && channels !== 3))
    throw new StudioError('npyShape', { name, shape: header.shape.join(' × ') });
  const labels: number[] = [];
  for (const { samples, answers } of pairs) {
    if (!answers) throw new StudioError('npyNoAnswers', { name: samples.name });
    for (const label of await npyValues(answers, watch)) labels.push(label);
  }
  const names = sortedNames(labels.map(String));
  if (names.length > MAX_CLASSES)
    throw new StudioError('classesTooMany', { name, found: names.length, limit: MAX_CLASSES });
  const indices = new Map(names.map((label, index) => [Number(label), index]));
  const targets = Uint8Array.from(labels, (label) => indices.get(label)!);
  const scale = await pixelScale(pairs, watch);
  const write = async (part: PartWriter | null): Promise<void> => {
    for (const { samples } of pairs)
      for await (const rows of npyRows(samples, watch))
        await part?.write(Uint8Array.from(rows, (value) => Math.round(value * scale)));
  };
  await (folder === null ? write(null) : writePart(join(folder, 'samples.bin'), write));
  if (folder !== null) await writePart(join(folder, 'targets.bin'), (part) => part.write(targets));
  const classes = countedClasses(names, targets);
  const rounded: Problem = { code: 'pixelsRounded', where: name, detail: { name } };
  return {
    kind: 'image',
    task: 'classification',
    known: null,
    name: setName(pairs[0]!.samples),
    samples: { dtype: 'uint8', shape: [labels.length, height, width, channels] },
    targets: { dtype: 'uint8', shape: [labels.length] },
    classes,
    columns: null,
    target: null,
    publishedTest: pairs[1]?.samples.header.shape[0] ?? 0,
    reading: null,
    problems: [...(header.isInteger ? [] : [rounded]), ...emptyClasses(classes)],
  };
}

/** What makes pixels whole numbers from 0 to 255: 1, or 255 where they are fractions of 1. Throws `npyRange`. */
async function pixelScale(pairs: readonly NpyPair[], watch: Watch): Promise<number> {
  if (pairs.every(({ samples }) => samples.header.isByte)) return 1;
  let [low, high] = [Infinity, -Infinity];
  for (const { samples } of pairs)
    for await (const rows of npyRows(samples, watch, false))
      for (const value of rows) {
        if (!(value >= low)) low = value;
        if (!(value <= high)) high = value;
      }
  const { name, header } = pairs[0]!.samples;
  if (!(low >= 0 && high <= 255)) throw new StudioError('npyRange', { name, min: low, max: high });
  return !header.isInteger && high <= 1 ? 255 : 1;
}

async function readArrayTable(
  pairs: readonly NpyPair[],
  { folder, watch, options }: { readonly folder: string | null; readonly watch: Watch; readonly options: TableOptions },
): Promise<ReadSet> {
  const { name, header } = pairs[0]!.samples;
  const width = header.shape[1]!;
  if (width > MAX_COLUMNS) throw new StudioError('csvManyColumns', { name, found: width, limit: MAX_COLUMNS });
  const hasAnswers = pairs[0]!.answers !== null;
  const names = [...Array.from({ length: width }, (_, at) => `x${at + 1}`), ...(hasAnswers ? ['y'] : [])];
  const sample: TableSource['sample'][number][] = [];
  for await (const record of records(pairs, silentWatch(watch.signal))) {
    sample.push(record);
    if (sample.length === SAMPLE_ROWS) break;
  }
  const source: TableSource = {
    name: setName(pairs[0]!.samples),
    sample,
    names,
    text: null,
    guesses: [],
    read: async (rows) => {
      for await (const { cells, line } of records(pairs, watch)) rows.texts(cells, line);
    },
  };
  const set = await readTable(source, options, folder);
  const merged: Problem = { code: 'partsMerged', where: source.name, detail: { name: source.name } };
  return pairs.length > 1 ? { ...set, problems: [...set.problems, merged] } : set;
}

/** The rows of arrays with their answers, as cells of a table. */
async function* records(
  pairs: readonly NpyPair[],
  watch: Watch,
): AsyncGenerator<TableSource['sample'][number], void, void> {
  let line = 0;
  for (const { samples, answers } of pairs) {
    const width = samples.header.shape[1]!;
    const last = answers && (await npyValues(answers, watch));
    let row = 0;
    for await (const values of npyRows(samples, watch))
      for (let at = 0; at < values.length; at += width, row++) {
        const cells = Array.from(values.subarray(at, at + width), String);
        line += 1;
        yield { cells: last ? [...cells, String(last[row])] : cells, line };
      }
  }
}

/** `mnist` for `mnist.npz`: the name of an array inside says little. */
function setName({ name, archive = name }: NpyFile): string {
  return archive.replace(/\.(npy|npz)$/i, '');
}
