import type { Readable } from 'node:stream';
import { crc32 } from 'node:zlib';
import type * as yauzl from 'yauzl';
import { StudioError } from '#shared/result.ts';
import { isBomb } from '../content.ts';
import { fileTrouble } from '../fileTrouble.ts';
import { byPath, checkCount, checkedPath, isHidden, type Collection, type Entry } from './entry.ts';

interface ZipEntry extends Entry {
  readonly inside: yauzl.Entry;
}

/** The files of a zip archive. Throws `archiveDamaged`, `archiveEncrypted`, `archivePath`, `archiveBomb`, `collectionMany`. */
export async function openZip(path: string, name: string, packedBytes: number): Promise<Collection> {
  const { zip, entries } = await directoryOf(path, name, packedBytes);
  return {
    entries,
    async *contents(wanted, advance = () => undefined) {
      for (const entry of entries.filter(wanted)) {
        const parts: Buffer[] = [];
        for await (const part of entryChunks(zip, entry, name)) parts.push(part);
        advance(entry.inside.compressedSize);
        yield { entry, content: Buffer.concat(parts) };
      }
    },
    close: () => zip.close(),
  };
}

/** The bytes of one file of a zip archive, in chunks; `advance` gets those done. */
export async function* streamOfZip(
  path: string,
  name: string,
  wanted: string,
  advance: (bytes: number) => void,
): AsyncGenerator<Buffer, void, void> {
  const { zip, entries } = await directoryOf(path, name, Infinity);
  try {
    const entry = entries.find((each) => each.path === wanted);
    if (!entry) throw new StudioError('archiveDamaged', { name });
    for await (const chunk of entryChunks(zip, entry, name)) {
      advance(chunk.length);
      yield chunk;
    }
  } finally {
    zip.close();
  }
}

async function directoryOf(path: string, name: string, packedBytes: number) {
  const zip = await openFile(path, name);
  try {
    const entries: ZipEntry[] = [];
    for await (const inside of zip.eachEntry()) {
      const entryPath = checkedPath(inside.fileName, name);
      if (isPlainFile(inside) && !isHidden(entryPath))
        entries.push({ path: entryPath, bytes: inside.uncompressedSize, inside });
      checkCount(entries.length, name);
    }
    if (entries.some(({ inside }) => inside.isEncrypted())) throw new StudioError('archiveEncrypted', { name });
    const unpacked = entries.reduce((sum, { bytes }) => sum + bytes, 0);
    if (isBomb(unpacked, packedBytes))
      throw new StudioError('archiveBomb', { name, found: Math.round(unpacked / packedBytes) });
    return { zip, entries: entries.sort(byPath) };
  } catch (error) {
    zip.close();
    throw zipTrouble(error, name);
  }
}

async function openFile(path: string, name: string): Promise<yauzl.ZipFile> {
  // Only here: no other import pays for loading it.
  const { openPromise } = await import('yauzl');
  try {
    return await openPromise(path, { lazyEntries: true, autoClose: false });
  } catch (error) {
    throw zipTrouble(error, name);
  }
}

/** Folders end with a slash; a Unix mode in the upper bits tells links and devices from files. */
function isPlainFile({ fileName, externalFileAttributes, versionMadeBy }: yauzl.Entry): boolean {
  const mode = versionMadeBy >> 8 === 3 ? (externalFileAttributes >>> 28) & 0xf : 0;
  return !fileName.endsWith('/') && (mode === 0 || mode === 8);
}

async function* entryChunks(
  zip: yauzl.ZipFile,
  { inside, path }: ZipEntry,
  name: string,
): AsyncGenerator<Buffer, void, void> {
  let stream: Readable | null = null;
  let sum = 0;
  try {
    stream = await zip.openReadStreamPromise(inside);
    for await (const chunk of stream) {
      const bytes: Buffer = chunk;
      sum = crc32(bytes, sum);
      yield bytes;
    }
    if (sum !== inside.crc32) throw new StudioError('archiveEntry', { name, value: path });
  } catch (error) {
    throw zipTrouble(error, name);
  } finally {
    stream?.destroy();
  }
}

/** What yauzl throws carries no codes; whatever it says of a zip's bytes means that they are damaged. */
function zipTrouble(error: unknown, name: string): unknown {
  const known = fileTrouble(error, name);
  if (known instanceof StudioError)
    return known.code.startsWith('gzip') ? new StudioError('archiveDamaged', { name }) : known;
  if (!(error instanceof Error) || error instanceof TypeError) return error;
  if (/encrypt/i.test(error.message)) return new StudioError('archiveEncrypted', { name });
  if (/invalid relative path|absolute path|invalid characters in fileName|backslash/i.test(error.message))
    return new StudioError('archivePath', {
      name,
      value: error.message
        .slice(error.message.indexOf(':') + 1)
        .trim()
        .slice(0, 80),
    });
  return new StudioError('archiveDamaged', { name });
}
