import { join } from 'node:path';
import type { Problem } from '#shared/domain/problem.ts';
import { StudioError } from '#shared/result.ts';
import { joinedName, openJoined, placeOf } from '../collections/joined.ts';
import type { Collection, Entry } from '../collections/entry.ts';
import { writePart } from '../partWriter.ts';
import { phaseCost, stopIfCancelled, type Watch } from '../watch.ts';
import { classEntries, countedClasses, type ClassedEntry } from './classFolders.ts';
import { decodeText } from './decodeText.ts';
import type { HashedFile, Reader, ReadRequest, ReadSet } from './reader.ts';
import { openTextFile, type TextFile } from './textFile.ts';

/** A larger file is no sample. */
const MAX_FILE_BYTES = 8 * 2 ** 20;
/** Reviews without a class in the film reviews of Maas et al. (2011). */
const UNLABELLED = /^unsup(ervised)?$/i;

/** Texts that stand in a folder, which names their class; those beside the folders tell about the set. */
export const isTextName = (path: string): boolean => /\/[^/]+\.txt$/i.test(path);

/** Texts in class folders, in a folder or an archive: the form of aclImdb. */
export const textsReader: Reader = { format: 'texts', workPerByte: phaseCost.reading, read: readTexts };

async function readTexts({ files, folder, watch }: ReadRequest): Promise<ReadSet> {
  const file = { ...files[0]!, name: joinedName(files) };
  const collection = await openJoined(files, watch.signal);
  const texts = openTextFile(folder && join(folder, 'samples.bin'));
  try {
    return await readCollection({ file, collection, folder, watch, texts });
  } finally {
    texts.close();
    collection.close();
  }
}

interface TextsRequest {
  readonly file: HashedFile;
  readonly collection: Collection;
  readonly folder: string | null;
  readonly watch: Watch;
  readonly texts: TextFile;
}

async function readCollection({ file, collection, folder, watch, texts }: TextsRequest): Promise<ReadSet> {
  const all = textsOfClasses(collection.entries);
  const labelled = all.filter(({ path }) => !UNLABELLED.test(path.split('/').at(-2)!));
  if (labelled.length === 0)
    throw new StudioError('collectionNothing', { name: file.name, count: collection.entries.length });
  const { entries, classes } = classEntries(labelled, file.name);
  const { kept, empty } = await addAll({ file, collection, watch, texts }, entries);
  const labels = Uint8Array.from(kept, ({ classIndex }) => classIndex);
  if (kept.length === 0) throw new StudioError('textsEmpty', { name: file.name });
  const { samples, text } = texts.finish();
  if (folder !== null) await writePart(join(folder, 'targets.bin'), (part) => part.write(labels));
  return {
    kind: 'text',
    task: 'classification',
    known: null,
    name: placeOf(file),
    samples,
    targets: { dtype: 'uint8', shape: [kept.length] },
    classes: countedClasses(
      classes.map(({ name }) => name),
      labels,
    ),
    columns: null,
    target: null,
    publishedTest: kept.filter(({ isTest }) => isTest).length,
    reading: null,
    text,
    problems: [
      ...counted('textsUnlabelled', file.name, all.length - labelled.length),
      ...counted('textsEmptySkipped', file.name, empty),
    ],
  };
}

/** Texts whose folder is as deep as that of most: `train/urls_pos.txt` of aclImdb is no review. */
function textsOfClasses(entries: readonly Entry[]): readonly Entry[] {
  const texts = entries.filter(({ path }) => isTextName(path));
  const depthOf = ({ path }: Entry): number => path.split('/').length;
  const counts = new Map<number, number>();
  for (const entry of texts) counts.set(depthOf(entry), (counts.get(depthOf(entry)) ?? 0) + 1);
  const usual = [...counts].sort(([, a], [, b]) => b - a)[0]?.[0];
  return texts.filter((entry) => depthOf(entry) === usual);
}

function counted(code: string, where: string, count: number): Problem[] {
  return count === 0 ? [] : [{ code, where, detail: { name: where, count } }];
}

/** Adds the texts, the training part first; empty ones are left out. Throws `textTooLarge`. */
async function addAll(
  { file, collection, watch, texts }: Omit<TextsRequest, 'folder'>,
  entries: readonly ClassedEntry[],
): Promise<{ readonly kept: readonly ClassedEntry[]; readonly empty: number }> {
  const byPath = new Map(entries.map((entry) => [entry.path, entry]));
  const large = entries.find(({ bytes }) => bytes > MAX_FILE_BYTES);
  if (large)
    throw new StudioError('textTooLarge', { name: file.name, value: large.path, limit: MAX_FILE_BYTES / 2 ** 20 });
  const kept: ClassedEntry[] = [];
  let empty = 0;
  const advance = watch.phase('reading', file);
  for (const isTest of [false, true]) {
    const isWanted = ({ path }: Entry): boolean => byPath.get(path)?.isTest === isTest;
    if (!entries.some(isWanted)) continue;
    for await (const { entry, content } of collection.contents(isWanted, advance)) {
      stopIfCancelled(watch.signal);
      const text = decodeText(content).trim();
      if (text === '') empty += 1;
      else {
        texts.add(text);
        kept.push(byPath.get(entry.path)!);
      }
    }
  }
  return { kept, empty };
}
