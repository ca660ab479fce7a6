import { StudioError } from '#shared/result.ts';
import { knownFile } from '../known.ts';
import type { IdxHeader } from './idxHeader.ts';

/** An IDX file whose head was read. */
export interface IdxFile {
  readonly name: string;
  readonly sha256: string;
  readonly header: IdxHeader;
}

/** Pictures and their labels. */
export interface IdxPair<F extends IdxFile> {
  readonly images: F;
  readonly labels: F;
}

/** The pairs of a set: the training part and, where there is one, the published test part. */
export interface IdxParts<F extends IdxFile> {
  readonly train: IdxPair<F>;
  readonly test: IdxPair<F> | null;
}

const rows = (file: IdxFile): number => file.header.shape[0] ?? 0;
const pictureShape = (file: IdxFile): string => file.header.shape.slice(1).join(' × ');
const saysTest = (file: IdxFile): boolean => /t10k|test/i.test(file.name);

/** Finds which labels belong to which pictures, by dimensions and counts, and by name only between equals; throws `idx…`, `fileTwice`. */
export function pairIdxFiles<F extends IdxFile>(files: readonly F[]): IdxParts<F> {
  refuseTwice(files);
  refuseMixedSets(files);
  const images = files.filter((file) => file.header.shape.length > 1);
  const labels = files.filter((file) => file.header.shape.length === 1);
  const [first] = files;
  if (!first || images.length > 2 || labels.length > 2) throw new StudioError('idxManyFiles', { count: files.length });
  if (images.length === 0) throw new StudioError('idxNoImages', { name: first.name });
  const unlabelled = images[labels.length];
  if (unlabelled) throw new StudioError('idxNoLabels', { name: unlabelled.name });
  if (labels.length > images.length) throw new StudioError('idxNoImages', { name: labels[1]!.name });
  return orderParts(matchLabels(images, labels));
}

function refuseTwice(files: readonly IdxFile[]): void {
  files.forEach((file, at) => {
    const twin = files.slice(0, at).find((other) => other.sha256 === file.sha256);
    if (twin) throw new StudioError('fileTwice', { first: twin.name, second: file.name });
  });
}

/** MNIST and Fashion-MNIST share their file names; their bytes tell which set each file is of. */
function refuseMixedSets(files: readonly IdxFile[]): void {
  const known = files.flatMap((file) => {
    const found = knownFile(file.sha256);
    return found ? [{ name: file.name, set: found.set }] : [];
  });
  const [first] = known;
  const stranger = known.find(({ set }) => set !== first?.set);
  if (!first || !stranger) return;
  throw new StudioError('idxMixedSets', {
    first: first.name,
    firstSet: first.set.name,
    second: stranger.name,
    secondSet: stranger.set.name,
  });
}

function matchLabels<F extends IdxFile>(images: readonly F[], labels: readonly F[]): IdxPair<F>[] {
  const free = new Set(labels);
  return images.map((picture) => {
    const fitting = [...free].filter((label) => rows(label) === rows(picture));
    const label = fitting.find((candidate) => saysTest(candidate) === saysTest(picture)) ?? fitting[0];
    if (!label) throw countMismatch(picture, [...free][0]!);
    free.delete(label);
    return { images: picture, labels: label };
  });
}

function countMismatch(images: IdxFile, labels: IdxFile): StudioError {
  return new StudioError('idxCountMismatch', {
    images: images.name,
    imageCount: rows(images),
    labels: labels.name,
    labelCount: rows(labels),
  });
}

/** The test part is the pair that says so in its name, else the smaller one. */
function orderParts<F extends IdxFile>([first, second]: readonly IdxPair<F>[]): IdxParts<F> {
  if (!first) throw new StudioError('idxManyFiles', { count: 0 });
  if (!second) return { train: first, test: null };
  if (pictureShape(first.images) !== pictureShape(second.images))
    throw new StudioError('idxShapes', {
      first: first.images.name,
      firstShape: pictureShape(first.images),
      second: second.images.name,
      secondShape: pictureShape(second.images),
    });
  const named = saysTest(first.images) !== saysTest(second.images);
  const firstIsTest = named ? saysTest(first.images) : rows(first.images) < rows(second.images);
  return firstIsTest ? { train: second, test: first } : { train: first, test: second };
}
