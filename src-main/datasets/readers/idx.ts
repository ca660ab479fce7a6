import { createHash, type Hash } from 'node:crypto';
import { join } from 'node:path';
import type { ClassInfo } from '#shared/domain/dataset.ts';
import { StudioError } from '#shared/result.ts';
import { knownFile, type KnownSet } from '../known.ts';
import { writePart, type PartWriter } from '../partWriter.ts';
import { phaseCost, type Watch } from '../watch.ts';
import { emptyClasses } from './emptyClasses.ts';
import { readIdxBody } from './idxBody.ts';
import { parseIdxHeader } from './idxHeader.ts';
import { pairIdxFiles, type IdxFile, type IdxParts } from './idxPairs.ts';
import type { HashedFile, Reader, ReadRequest, ReadSet } from './reader.ts';

type IdxInput = HashedFile & IdxFile;

/** The IDX format of the MNIST family, plain or gzip: pictures and labels in files of their own. */
export const idxReader: Reader = { format: 'idx', workPerByte: phaseCost.reading, read: readIdxSet };

async function readIdxSet({ files, folder, watch }: ReadRequest): Promise<ReadSet> {
  const inputs = files.map((file): IdxInput => ({ ...file, header: parseIdxHeader(file.head, file.name) }));
  const parts = pairIdxFiles(inputs);
  const pairs = parts.test ? [parts.train, parts.test] : [parts.train];
  const images = pairs.map((pair) => pair.images);
  const labels = pairs.map((pair) => pair.labels);
  const counts = new Array<number>(256).fill(0);
  const labelHashes = await readParts(labels, folder && join(folder, 'targets.bin'), watch, (chunk) => {
    for (const label of chunk) counts[label]! += 1;
  });
  const imageHashes = await readParts(images, folder && join(folder, 'samples.bin'), watch, () => undefined);
  const known = knownSetOf([...images, ...labels], [...imageHashes, ...labelHashes]);
  const samples = images.reduce((sum, file) => sum + file.header.shape[0]!, 0);
  const classes = classesOf(counts, known);
  return {
    kind: 'image',
    task: 'classification',
    known: known?.id ?? null,
    name: known?.name ?? sharedName(parts),
    samples: { dtype: 'uint8', shape: [samples, ...pictureShape(parts.train.images)] },
    targets: { dtype: 'uint8', shape: [samples] },
    classes,
    columns: null,
    target: null,
    publishedTest: parts.test?.images.header.shape[0] ?? 0,
    reading: null,
    problems: emptyClasses(classes),
  };
}

/** Height, width and channels of a picture; the third is 1 where the file has none. */
export function pictureShape(file: IdxFile): readonly number[] {
  const [, height = 0, width = 0, channels = 1] = file.header.shape;
  return [height, width, channels];
}

/** Reads the bodies one after another into one file (or nowhere); gives the SHA-256 of each content, null where the packed one was known already. */
async function readParts(
  files: readonly IdxInput[],
  path: string | null,
  watch: Watch,
  look: (chunk: Buffer) => void,
): Promise<(string | null)[]> {
  const readAll = async (part: PartWriter | null): Promise<(string | null)[]> => {
    const hashes: (string | null)[] = [];
    for (const file of files) {
      const hash = knownFile(file.sha256) ? null : createHash('sha256').update(headBytes(file));
      await readIdxBody(file, file.header, watch, (chunk) => take(chunk, part, hash, look));
      hashes.push(hash?.digest('hex') ?? null);
    }
    return hashes;
  };
  return path === null ? readAll(null) : writePart(path, readAll);
}

function headBytes(file: IdxInput): Buffer {
  return file.head.subarray(0, file.header.bodyOffset);
}

async function take(
  chunk: Buffer,
  part: PartWriter | null,
  hash: Hash | null,
  look: (chunk: Buffer) => void,
): Promise<void> {
  look(chunk);
  hash?.update(chunk);
  await part?.write(chunk);
}

/** The published set all files are of; throws `idxMixedSets` when their contents are of two. */
function knownSetOf(files: readonly IdxInput[], contentHashes: readonly (string | null)[]): KnownSet | null {
  const sets = files.map((file, at) => (knownFile(file.sha256) ?? knownFile(contentHashes[at] ?? ''))?.set ?? null);
  const at = sets.findIndex((set) => set !== null);
  const first = sets[at];
  if (!first) return null;
  const otherAt = sets.findIndex((set) => set !== null && set !== first);
  const other = sets[otherAt];
  if (!other) return sets.includes(null) ? null : first;
  throw new StudioError('idxMixedSets', {
    first: files[at]!.name,
    firstSet: first.name,
    second: files[otherAt]!.name,
    secondSet: other.name,
  });
}

function classesOf(counts: readonly number[], known: KnownSet | null): ClassInfo[] {
  const last = counts.findLastIndex((count) => count > 0);
  const names = known?.classNames ?? Array.from({ length: last + 1 }, (_, label) => String(label));
  return names.map((name, label) => ({ name, count: counts[label] ?? 0 }));
}

/** What is left of the name of the pictures' file without the words every IDX set uses; `images` where nothing is. */
function sharedName({ train }: IdxParts<IdxInput>): string {
  const name = train.images.name
    .replace(/\.gz$/i, '')
    .replace(/[-_. ]?(idx\d?-?ubyte|ubyte|idx\d?)$/i, '')
    .replace(/[-_. ]*(train|t10k|test)(?=[-_. ]|$)/i, '')
    .replace(/[-_. ]*images?(?=[-_. ]|$)/i, '')
    .replace(/^[-_. ]+/, '');
  return name || 'images';
}
