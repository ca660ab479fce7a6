import type { ClassInfo } from '#shared/domain/dataset.ts';
import { StudioError } from '#shared/result.ts';
import type { Entry } from '../collections/entry.ts';

/** Class indices are stored as bytes. */
export const MAX_CLASSES = 256;

/** A file with the class its folder names. */
export interface ClassedEntry extends Entry {
  readonly classIndex: number;
  readonly isTest: boolean;
}

/** Files of class folders: first those of the training part, then those of the published test part. */
export interface ClassedEntries {
  readonly entries: readonly ClassedEntry[];
  readonly classes: readonly ClassInfo[];
}

const isTrainPart = (folder: string): boolean => /^(train|training|val|valid|validation)$/i.test(folder);
const isTestPart = (folder: string): boolean => /^(test|testing)$/i.test(folder);

/**
 * The class of every file is the name of the folder it lies in; a folder `test` above that makes it one of the published test part, if
 * there is a training part too. Throws `collectionNoClasses`, `classesTooMany`.
 */
export function classEntries(files: readonly Entry[], name: string): ClassedEntries {
  const placed = files.map((file) => ({ file, folders: file.path.split('/').slice(0, -1) }));
  const stray = placed.find(({ folders }) => folders.length === 0 || isPart(folders.at(-1)!));
  if (stray) throw new StudioError('collectionNoClasses', { name, value: stray.file.path });
  const hasTrain = placed.some(({ folders }) => folders.slice(0, -1).some(isTrainPart));
  const isTest = (folders: readonly string[]): boolean => hasTrain && folders.slice(0, -1).some(isTestPart);
  const names = sortedNames(placed.map(({ folders }) => folders.at(-1)!));
  if (names.length > MAX_CLASSES)
    throw new StudioError('classesTooMany', { name, found: names.length, limit: MAX_CLASSES });
  const indices = new Map(names.map((className, index) => [className, index]));
  const all = placed.map(({ file, folders }) => {
    return { ...file, classIndex: indices.get(folders.at(-1)!)!, isTest: isTest(folders) };
  });
  const entries = [...all.filter((entry) => !entry.isTest), ...all.filter((entry) => entry.isTest)];
  return {
    entries,
    classes: countedClasses(
      names,
      entries.map(({ classIndex }) => classIndex),
    ),
  };
}

function isPart(folder: string): boolean {
  return isTrainPart(folder) || isTestPart(folder);
}

/** Different names: as numbers where all are numbers, else by their code points. */
export function sortedNames(names: Iterable<string>): readonly string[] {
  const different = [...new Set(names)];
  const areNumbers = different.every((each) => /^-?\d+(\.\d+)?$/.test(each));
  return areNumbers ? different.sort((a, b) => Number(a) - Number(b)) : different.sort();
}

/** How often each class occurs. */
export function countedClasses(names: readonly string[], indices: Iterable<number>): ClassInfo[] {
  const counts = new Array<number>(names.length).fill(0);
  for (const index of indices) counts[index]! += 1;
  return names.map((name, index) => ({ name, count: counts[index]! }));
}
