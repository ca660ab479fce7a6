import { join } from 'node:path';
import type { PicturesPreview } from '#shared/domain/dataset.ts';
import type { PictureOptions } from '#shared/domain/pictureOptions.ts';
import type { Problem } from '#shared/domain/problem.ts';
import type { TableOptions } from '#shared/domain/tableOptions.ts';
import { setName } from '#shared/domain/setName.ts';
import { StudioError } from '#shared/result.ts';
import { joinedName, openJoined } from '../collections/joined.ts';
import type { Collection, Entry } from '../collections/entry.ts';
import { writePart, type PartWriter } from '../partWriter.ts';
import { phaseCost, silentWatch, stopIfCancelled, type Watch } from '../watch.ts';
import { classEntries, countedClasses, type ClassedEntry } from './classFolders.ts';
import { emptyClasses } from './emptyClasses.ts';
import { guessForm } from './pictureForm.ts';
import { previewOf } from './picturePreview.ts';
import { decodePicture, pictureFacts, type PictureFacts, type PictureForm } from './pictureDecode.ts';
import type { ProbedFile } from './probe.ts';
import type { HashedFile, Reader, ReadRequest, ReadSet } from './reader.ts';

/** Larger files are no samples; they are left out as unreadable. */
const MAX_FILE_BYTES = 64 * 2 ** 20;
/** Pictures looked at to choose a size. */
const LOOKED_AT = 200;
/** Pictures in work at a time: enough for every core, few enough for the memory. */
const IN_WORK = 16;
/** Written at once: a picture may be a few hundred bytes. */
const WRITTEN_BYTES = 1 << 20;
/** More damaged files than one in ten mean that something else is wrong. */
const MAX_BROKEN_SHARE = 0.1;
/** What a page can hold at once. */
const MAX_SET_BYTES = 2 ** 31;

export const isPictureName = (path: string): boolean => /\.(png|jpe?g|webp|bmp|gif)$/i.test(path);

/** Pictures in class folders, in a folder or an archive. */
export const picturesReader: Reader = {
  format: 'pictures',
  workPerByte: phaseCost.reading,
  read: readPictures,
  preview: previewPictures,
};

async function readPictures({ files, folder, watch, options = {} }: ReadRequest): Promise<ReadSet> {
  const file = { ...files[0]!, name: joinedName(files) };
  const collection = await openJoined(files, watch.signal);
  try {
    return await readCollection({ file, collection, folder, watch, options: options.pictures ?? {} });
  } finally {
    collection.close();
  }
}

/** What the set would be, and some of its pictures in the form they would get. */
async function previewPictures(
  files: readonly ProbedFile[],
  options: TableOptions,
  signal: AbortSignal,
): Promise<PicturesPreview> {
  const collection = await openJoined(files, signal);
  try {
    const { entries, classes } = classEntries(picturesOf(collection), joinedName(files));
    const { form, guesses } = guessForm(await lookAt(collection, entries, silentWatch(signal)), options.pictures);
    const pictures = await previewOf(collection, entries, form, (index) => classes[index]!.name);
    const shape = [form.height, form.width, form.channels];
    return { kind: 'image', format: 'pictures', samples: entries.length, classes, shape, pictures, guesses };
  } finally {
    collection.close();
  }
}

interface PictureRequest {
  readonly file: HashedFile;
  readonly collection: Collection;
  readonly folder: string | null;
  readonly watch: Watch;
  readonly options: PictureOptions;
}

async function readCollection({ file, collection, folder, watch, options }: PictureRequest): Promise<ReadSet> {
  const pictures = picturesOf(collection);
  const { entries, classes } = classEntries(pictures, file.name);
  const { form, guesses } = guessForm(await lookAt(collection, entries, watch), options);
  const pictureBytes = form.height * form.width * form.channels;
  if (pictureBytes * entries.length > MAX_SET_BYTES)
    throw new StudioError('picturesTooLarge', {
      name: file.name,
      count: entries.length,
      size: `${form.width} × ${form.height}`,
      limit: Math.floor(MAX_SET_BYTES / pictureBytes),
    });
  const run = async (part: PartWriter | null) => decodeAll({ file, collection, entries, form, watch, part });
  const found = folder === null ? await run(null) : await writePart(join(folder, 'samples.bin'), run);
  const labels = Uint8Array.from(found.kept, ({ classIndex }) => classIndex);
  if (folder !== null) await writePart(join(folder, 'targets.bin'), (part) => part.write(labels));
  const counts = countedClasses(
    classes.map(({ name }) => name),
    labels,
  );
  return {
    kind: 'image',
    task: 'classification',
    known: null,
    name: setName(file.name),
    samples: { dtype: 'uint8', shape: [found.kept.length, form.height, form.width, form.channels] },
    targets: { dtype: 'uint8', shape: [found.kept.length] },
    classes: counts,
    columns: null,
    target: null,
    publishedTest: found.kept.filter(({ isTest }) => isTest).length,
    reading: null,
    guesses,
    problems: [
      ...found.problems,
      ...ignoredFiles(file.name, collection.entries.length - pictures.length),
      ...emptyClasses(counts),
    ],
  };
}

function picturesOf({ entries }: Collection): readonly Entry[] {
  return entries.filter(({ path }) => isPictureName(path));
}

function ignoredFiles(name: string, count: number): Problem[] {
  return count === 0 ? [] : [{ code: 'filesIgnored', where: name, detail: { name, count } }];
}

/** Size and colours of pictures spread over the set. */
async function lookAt(collection: Collection, entries: readonly Entry[], watch: Watch): Promise<PictureFacts[]> {
  const step = Math.max(1, Math.floor(entries.length / LOOKED_AT));
  const chosen = new Set(entries.filter((_, at) => at % step === 0).map(({ path }) => path));
  const waiting: Promise<PictureFacts | null>[] = [];
  const facts: (PictureFacts | null)[] = [];
  for await (const { content } of collection.contents(
    ({ path, bytes }) => chosen.has(path) && bytes <= MAX_FILE_BYTES,
  )) {
    stopIfCancelled(watch.signal);
    waiting.push(pictureFacts(content));
    if (waiting.length >= IN_WORK) facts.push(await waiting.shift()!);
  }
  facts.push(...(await Promise.all(waiting)));
  return facts.filter((found) => found !== null);
}

interface DecodeRequest {
  readonly file: HashedFile;
  readonly collection: Collection;
  readonly entries: readonly ClassedEntry[];
  readonly form: PictureForm;
  readonly watch: Watch;
  readonly part: PartWriter | null;
}

interface Decoded {
  readonly kept: readonly ClassedEntry[];
  readonly problems: readonly Problem[];
}

/** Decodes and writes all pictures, the training part first; some at a time, in their order. */
async function decodeAll({ file, collection, entries, form, watch, part }: DecodeRequest): Promise<Decoded> {
  const byPath = new Map(entries.map((entry) => [entry.path, entry]));
  const kept: ClassedEntry[] = [];
  const broken: string[] = entries.filter(({ bytes }) => bytes > MAX_FILE_BYTES).map(({ path }) => path);
  const waiting: { readonly entry: ClassedEntry; readonly picture: Promise<Buffer | null> }[] = [];
  let [pending, pendingBytes]: [Buffer[], number] = [[], 0];
  const takeFirst = async (): Promise<void> => {
    const { entry, picture } = waiting.shift()!;
    const decoded = await picture;
    if (!decoded) return void broken.push(entry.path);
    pending.push(decoded);
    pendingBytes += decoded.length;
    kept.push(entry);
    if (pendingBytes >= WRITTEN_BYTES) await writePending();
  };
  const writePending = async (): Promise<void> => {
    await part?.write(Buffer.concat(pending));
    [pending, pendingBytes] = [[], 0];
  };
  const advance = watch.phase('reading', file);
  try {
    for (const isTest of [false, true]) {
      const isWanted = ({ path, bytes }: Entry): boolean =>
        bytes <= MAX_FILE_BYTES && byPath.get(path)?.isTest === isTest;
      if (!entries.some(isWanted)) continue;
      for await (const { entry, content } of collection.contents(isWanted, advance)) {
        stopIfCancelled(watch.signal);
        waiting.push({ entry: byPath.get(entry.path)!, picture: decodePicture(content, form) });
        if (waiting.length >= IN_WORK) await takeFirst();
      }
    }
    while (waiting.length > 0) await takeFirst();
    await writePending();
  } finally {
    // A thread must not end while libvips still works on a picture.
    await Promise.all(waiting.map(({ picture }) => picture));
  }
  refuseBroken(file.name, broken, entries.length);
  return { kept, problems: skippedPictures(file.name, broken) };
}

function refuseBroken(name: string, broken: readonly string[], count: number): void {
  if (broken.length > 0 && (broken.length === count || broken.length > count * MAX_BROKEN_SHARE))
    throw new StudioError('picturesBroken', { name, count: broken.length, total: count, first: broken[0]! });
}

function skippedPictures(name: string, broken: readonly string[]): Problem[] {
  if (broken.length === 0) return [];
  return [{ code: 'picturesSkipped', where: name, detail: { name, count: broken.length, first: broken[0]! } }];
}
