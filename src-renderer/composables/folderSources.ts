import { StudioError } from '#shared/result.ts';
import type { FolderFile } from './tarOfFiles.ts';

/** A folder of the reader whose files are still to be listed, which takes a while where there are thousands. */
export interface FolderSource {
  readonly name: string;
  /** Every file in it but hidden ones; `onCount` gets how many were found so far. Throws `collectionMany`, `fileUnreadable`, or `cancelled`. */
  list(onCount: (count: number) => void, signal: AbortSignal): Promise<readonly FolderFile[]>;
}

/** Asking for a file takes a millisecond; so many are asked for at a time. */
const AT_ONCE = 64;
/** As many as the readers take from an archive. */
const MAX_FILES = 1_000_000;

/**
 * Dropped entries of which at least one is a folder. A single folder is the set itself; several are its class folders, so their names count. The entries
 * must have been asked for while the drop was handled: later the browser gives none.
 */
export function droppedFolder(entries: readonly FileSystemEntry[]): FolderSource {
  const [first] = entries;
  const isSingle = entries.length === 1 && first?.isDirectory === true;
  return {
    name: first?.name ?? 'folder',
    list: async (onCount, signal) => {
      const files: FolderFile[] = [];
      const take = (file: FolderFile): void => {
        if (signal.aborted) throw new StudioError('cancelled');
        if (files.push(file) > MAX_FILES)
          throw new StudioError('collectionMany', { name: file.path, limit: MAX_FILES });
        onCount(files.length);
      };
      for (const entry of isSingle ? await childrenOf(first) : entries) await collect(entry, '', take);
      return files;
    },
  };
}

/** Files an `<input webkitdirectory>` gave: their paths begin with the folder itself. */
export function chosenFolder(files: readonly File[]): FolderSource {
  const inside = files.map((file) => ({ path: file.webkitRelativePath.split('/').slice(1).join('/'), file }));
  return {
    name: files[0]?.webkitRelativePath.split('/')[0] || 'folder',
    list: () => Promise.resolve(inside.filter(({ path }) => path !== '' && !path.split('/').some(isHidden))),
  };
}

function isHidden(name: string): boolean {
  return name.startsWith('.');
}

async function collect(entry: FileSystemEntry, above: string, take: (file: FolderFile) => void): Promise<void> {
  if (isHidden(entry.name)) return;
  const path = `${above}${entry.name}`;
  if (entry.isFile) return take({ path, file: await fileOf(entry, path) });
  const children = await childrenOf(entry);
  for (let at = 0; at < children.length; at += AT_ONCE)
    await Promise.all(children.slice(at, at + AT_ONCE).map((child) => collect(child, `${path}/`, take)));
}

function fileOf(entry: FileSystemEntry, path: string): Promise<File> {
  return new Promise((resolve, reject) => {
    if (isFileEntry(entry)) entry.file(resolve, () => reject(new StudioError('fileUnreadable', { name: path })));
  });
}

/** A reader gives at most 100 entries a time: ask until none come. */
async function childrenOf(folder: FileSystemEntry): Promise<FileSystemEntry[]> {
  if (!isFolderEntry(folder)) return [];
  const reader = folder.createReader();
  const all: FileSystemEntry[] = [];
  for (;;) {
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) =>
      reader.readEntries(resolve, () => reject(new StudioError('fileUnreadable', { name: folder.name }))),
    );
    if (some.length === 0) return all;
    all.push(...some);
  }
}

function isFileEntry(entry: FileSystemEntry): entry is FileSystemFileEntry {
  return entry.isFile;
}

function isFolderEntry(entry: FileSystemEntry): entry is FileSystemDirectoryEntry {
  return entry.isDirectory;
}
