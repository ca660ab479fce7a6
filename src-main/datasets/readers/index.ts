import { StudioError } from '#shared/result.ts';
import { placeOf } from '../collections/joined.ts';
import { cifarReader } from './cifar.ts';
import { csvReader } from './csv.ts';
import { idxReader } from './idx.ts';
import { jsonlReader } from './jsonl.ts';
import { npyReader } from './npy.ts';
import { picturesReader } from './pictures.ts';
import type { ProbedFile } from './probe.ts';
import type { Reader } from './reader.ts';
import { formatTrouble } from './recognise.ts';
import { textsReader } from './texts.ts';
import { xlsxReader } from './xlsx.ts';

export const readers: readonly Reader[] = [
  idxReader,
  csvReader,
  jsonlReader,
  xlsxReader,
  picturesReader,
  cifarReader,
  textsReader,
  npyReader,
];

/** The reader that takes all these files; throws a sentence about the first file no reader takes, or `importMixed`. */
export function readerFor(all: readonly ProbedFile[]): Reader {
  const owner = readers.find(
    (reader) => reader.isCompanion && all.some(({ recognised }) => recognised.format === reader.format),
  );
  const files = owner?.isCompanion ? all.filter((file) => !isCompanionOf(owner, file)) : all;
  const formats = new Set(files.map((file) => file.recognised.format));
  for (const { recognised, name, head } of files) {
    if (readers.some((reader) => reader.format === recognised.format)) continue;
    // Among IDX files, a file that is none is a damaged or swapped one rather than an unknown format.
    if (recognised.format === 'unknown' && (formats.has('idx') || /ubyte|\.idx/i.test(name)))
      throw new StudioError('idxMagic', { name, found: `0x${head.toString('hex', 0, 4)}` });
    throw formatTrouble(recognised, name);
  }
  const reader = readers.find(({ format }) => formats.has(format));
  const [first, second] = files;
  if (!reader || !first) throw new StudioError('importNothing');
  const other = files.find((file) => file.recognised.format !== reader.format);
  if (other)
    throw new StudioError('importMixed', {
      first: (files.find((file) => file !== other) ?? first).name,
      second: other.name,
    });
  if (second && reader.isTable) throw new StudioError('importManyTables', { first: first.name, second: second.name });
  const twins = files.find((file, at) => files.findIndex((other) => placeOf(other) === placeOf(file)) !== at);
  if (twins && first.container) throw new StudioError('importManySets', { name: placeOf(twins) });
  return reader;
}

function isCompanionOf({ format, isCompanion }: Reader, { recognised, name }: ProbedFile): boolean {
  return recognised.format !== format && (isCompanion?.(name) ?? false);
}
