import type { ProbedFile } from '../readers/probe.ts';
import { byPath, type Collection, type Entry } from './entry.ts';
import { openCollection } from './openCollection.ts';

interface Part {
  readonly collection: Collection;
  /** The same entry with the name of its folder or archive before its path. */
  within(entry: Entry): Entry;
}

type Source = Pick<ProbedFile, 'path' | 'name' | 'bytes' | 'gzip' | 'container'>;

/** A folder or an archive; several side by side, as if they lay in one folder that holds them under their names. */
export async function openJoined(files: readonly Source[], signal: AbortSignal): Promise<Collection> {
  const [first, ...others] = files;
  if (first && others.length === 0) return openCollection(first, first.container ?? 'folder', signal);
  const parts: Part[] = [];
  const close = (): void => parts.forEach(({ collection }) => collection.close());
  try {
    for (const file of files.toSorted((a, b) => (`${placeOf(a)}/` < `${placeOf(b)}/` ? -1 : 1))) {
      const collection = await openCollection(file, file.container ?? 'folder', signal);
      parts.push({ collection, within: (entry) => ({ ...entry, path: `${placeOf(file)}/${entry.path}` }) });
    }
  } catch (error) {
    close();
    throw error;
  }
  return {
    entries: parts.flatMap(({ collection, within }) => collection.entries.map(within)).sort(byPath),
    async *contents(wanted, advance) {
      for (const { collection, within } of parts)
        for await (const { entry, content } of collection.contents((own) => wanted(within(own)), advance))
          yield { entry: within(entry), content };
    },
    close,
  };
}

/** What folders and archives that are read as one set are called together: the only one, or all by their names. */
export function joinedName(files: readonly { readonly name: string }[]): string {
  return files.length === 1 ? files[0]!.name : files.map(placeOf).toSorted().join(', ');
}

/** Where the files of a folder or an archive lie among several: an archive's name does not say how it is packed. */
export function placeOf({ name }: { readonly name: string }): string {
  return name.replace(/\.(zip|tar|tgz|tar\.gz)$/i, '');
}
