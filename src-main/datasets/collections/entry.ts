import { StudioError } from '#shared/result.ts';

/** A file inside a folder or an archive. */
export interface Entry {
  /** From the root, with slashes: `train/cat/1.png`. Never absolute, never with `..`. */
  readonly path: string;
  /** Unpacked. */
  readonly bytes: number;
}

/** Files of a folder or an archive, read as one set. */
export interface Collection {
  /** In the order of their paths; hidden files and those of operating systems are left out. */
  readonly entries: readonly Entry[];
  /** The wanted files one after another, in the same order every time; holds one at a time. `advance` gets the bytes done. */
  contents(
    wanted: (entry: Entry) => boolean,
    advance?: (bytes: number) => void,
  ): AsyncGenerator<EntryContent, void, void>;
  close(): void;
}

export interface EntryContent {
  readonly entry: Entry;
  readonly content: Buffer;
}

/** More files than any set one could train on here has. */
export const MAX_ENTRIES = 1_000_000;

/** Throws `collectionMany` once a folder or an archive has too many files. */
export function checkCount(count: number, name: string): void {
  if (count > MAX_ENTRIES) throw new StudioError('collectionMany', { name, limit: MAX_ENTRIES });
}

/** The path of an entry as it counts; throws `archivePath` for one that leads out of the archive or that no system can write. */
export function checkedPath(path: string, archive: string): string {
  const plain = path.replace(/^(\.\/)+/, '');
  const isOutside = /^[/\\]|^[a-z]:|[\0\\]/i.test(plain) || plain.split('/').includes('..');
  if (isOutside) throw new StudioError('archivePath', { name: archive, value: shown(plain) });
  return plain;
}

/** A path short enough for a sentence, without characters that cannot be shown. */
function shown(path: string): string {
  return path.replace(/[\x00-\x1f\x7f]/g, '?').slice(0, 80);
}

/** What operating systems and editors leave behind. */
export function isHidden(path: string): boolean {
  return (
    path.split('/').some((part) => part.startsWith('.') || part === '__MACOSX') ||
    /(^|\/)(thumbs\.db|desktop\.ini)$/i.test(path)
  );
}

/** Code-point order, the same on every machine. */
export function byPath(a: Entry, b: Entry): number {
  return a.path < b.path ? -1 : a.path > b.path ? 1 : 0;
}
