import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { StudioError } from '#shared/result.ts';
import type { Collection, Entry } from '../collections/entry.ts';
import { openCollection, type Container } from '../collections/openCollection.ts';
import { streamOfTar } from '../collections/tar.ts';
import { streamOfZip } from '../collections/zip.ts';
import { contentOf, type ContentFile } from '../content.ts';
import { fileTrouble, readWhole } from '../fileTrouble.ts';
import { stopIfCancelled } from '../watch.ts';
import { isPictureName } from './pictures.ts';
import { isGzip, probe, probeContent, type InputFile, type ProbedFile } from './probe.ts';
import { readerFormats } from './reader.ts';
import { isTextName } from './texts.ts';

/** Data files of an archive that are looked into; a folder of more is none that was meant. */
const MAX_DATA_FILES = 100;
/** Files that tell about the data. */
const isNote = (path: string): boolean => /(readme|licen[cs]e|\.md$|\.html?$|\.names$|\.pdf$|sha256sums)/i.test(path);

/**
 * Reads the beginning of every file and names its format. A folder or an archive of pictures or texts stands for all of them; one that
 * holds data files becomes these. Throws what `probe` throws, `collectionNothing`, and what is wrong with the archive.
 */
export async function probeAll(files: readonly InputFile[], signal: AbortSignal): Promise<readonly ProbedFile[]> {
  return (await Promise.all(files.map((file) => probeOne(file, signal, files.length > 1)))).flat();
}

async function probeOne(file: InputFile, signal: AbortSignal, isOneOfMany: boolean): Promise<readonly ProbedFile[]> {
  const found = await stat(file.path).catch((error: unknown) => {
    throw fileTrouble(error, file.name);
  });
  if (found.isDirectory()) return expand({ ...file, bytes: 0, gzip: false }, 'folder', signal, isOneOfMany);
  const probed = await probe(file, signal);
  const { format } = probed.recognised;
  return format === 'zip' || format === 'tar' ? expand(probed, format, signal, isOneOfMany) : [probed];
}

async function expand(
  file: ContentFile,
  container: Container,
  signal: AbortSignal,
  isOneOfMany: boolean,
): Promise<readonly ProbedFile[]> {
  const collection = await openCollection(file, container, signal);
  try {
    const { entries } = collection;
    // Of several folders each may be a class.
    const format = formatOf(entries.map(({ path }) => (isOneOfMany ? `${file.name}/${path}` : path)));
    if (format !== null) return [wholeOf(file, container, format, entries)];
    const dataFiles = entries.filter(({ path }) => !isNote(path));
    if (dataFiles.length > MAX_DATA_FILES) throw nothingIn(file, entries);
    const probed: ProbedFile[] = [];
    for (const entry of dataFiles) probed.push(await probeEntry(file, container, entry, signal));
    const readable = probed.filter(({ recognised }) => readerFormats.some((known) => known === recognised.format));
    if (readable.length === 0) throw nothingIn(file, entries);
    return readable;
  } finally {
    collection.close();
  }
}

function nothingIn({ name }: ContentFile, entries: Collection['entries']): StudioError {
  return new StudioError(entries.length === 0 ? 'collectionEmpty' : 'collectionNothing', {
    name,
    count: entries.length,
  });
}

/** Pictures, or texts in folders, where there are any; null where the files are to be looked at one by one. */
function formatOf(paths: readonly string[]): 'pictures' | 'texts' | null {
  const pictures = paths.filter(isPictureName).length;
  const texts = paths.filter(isTextName).length;
  if (pictures === 0 && texts < 2) return null;
  return pictures >= texts ? 'pictures' : 'texts';
}

function wholeOf(
  file: ContentFile,
  container: Container,
  format: 'pictures' | 'texts',
  entries: readonly Entry[],
): ProbedFile {
  const whole = { ...file, head: Buffer.alloc(0), recognised: { format }, container } as const;
  if (container !== 'folder') return whole;
  const bytes = entries.reduce((sum, entry) => sum + entry.bytes, 0);
  return { ...whole, bytes, open: (signal, advance) => folderBytes(file, entries, signal, advance) };
}

/** A file up to this size is read at once: a stream costs more than its bytes where there are thousands of small files. */
const WHOLE_BYTES = 1 << 20;

/** Everything a folder holds as one stream, for its hash: path, length and bytes of every file. */
async function* folderBytes(
  { path, name }: ContentFile,
  entries: readonly Entry[],
  signal: AbortSignal,
  advance: (bytes: number) => void,
): AsyncGenerator<Buffer, void, void> {
  for (const entry of entries) {
    yield Buffer.from(`${entry.path}\0${entry.bytes}\0`);
    if (entry.bytes <= WHOLE_BYTES) {
      stopIfCancelled(signal);
      const content = readWhole(join(path, entry.path), `${name}/${entry.path}`);
      advance(content.length);
      yield content;
      continue;
    }
    const file = { path: join(path, entry.path), name: `${name}/${entry.path}`, bytes: entry.bytes, gzip: false };
    yield* contentOf(file, signal, advance);
  }
}

async function probeEntry(
  file: ContentFile,
  container: Container,
  entry: Entry,
  signal: AbortSignal,
): Promise<ProbedFile> {
  if (container === 'folder') return probe({ path: join(file.path, entry.path), name: entry.path }, signal);
  const place: ContentFile = {
    path: file.path,
    name: entry.path,
    bytes: entry.bytes,
    gzip: false,
    archive: file.name,
    open: (watched, advance) =>
      container === 'zip'
        ? streamOfZip(file.path, file.name, entry.path, advance)
        : streamOfTar(file, entry.path, watched, advance),
  };
  const plain = await probeContent(place, signal);
  return isGzip(plain.head) ? probeContent({ ...place, gzip: true }, signal) : plain;
}
