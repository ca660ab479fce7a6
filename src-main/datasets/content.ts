import { createReadStream } from 'node:fs';
import { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { StudioError } from '#shared/result.ts';
import { fileTrouble } from './fileTrouble.ts';

/** A file to read and what its bytes say about it. */
export interface ContentFile {
  readonly path: string;
  /** What the reader calls it; the path of an upload says nothing. */
  readonly name: string;
  readonly bytes: number;
  readonly gzip: boolean;
  /** Name of the archive it lies in. */
  readonly archive?: string;
  /** There where the bytes do not lie in a file of their own: those of an entry of an archive, or of a whole folder. */
  open?(signal: AbortSignal, advance: (bytes: number) => void): AsyncIterable<Buffer>;
}

const CHUNK_BYTES = 1 << 18;
const MIN_CHUNK_BYTES = 1 << 12;

/** Real data hardly shrinks by more than a hundred times; a gigabyte that does was made to fill a disk. */
export function isBomb(unpackedBytes: number, packedBytes: number): boolean {
  return unpackedBytes > 2 ** 30 && unpackedBytes > 400 * packedBytes;
}

/** The bytes of a file in chunks, unpacked if it is gzip; `advance` gets the bytes read of the file itself. Memory: a few chunks. */
export async function* contentOf(
  file: ContentFile,
  signal: AbortSignal,
  advance: (bytes: number) => void = () => undefined,
): AsyncGenerator<Buffer, void, void> {
  const { raw, packedBytes, tell } = file.open ? fromArchive(file, signal, advance) : fromDisk(file, signal, advance);
  const stream = file.gzip ? raw.pipe(createGunzip({ chunkSize: CHUNK_BYTES })) : raw;
  if (stream !== raw) raw.on('error', (error) => stream.destroy(error));
  let length = 0;
  try {
    for await (const chunk of stream) {
      tell();
      length += chunk.length;
      if (file.gzip && isBomb(length, packedBytes()))
        throw new StudioError('gzipBomb', { name: file.name, found: Math.round(length / packedBytes()) });
      yield chunk;
    }
    tell();
  } catch (error) {
    throw fileTrouble(error, file.name);
  } finally {
    raw.destroy();
    stream.destroy();
  }
}

interface Source {
  readonly raw: Readable;
  /** Bytes of it that what was given so far came of. */
  packedBytes(): number;
  /** Tells how far reading is, where the bytes do not tell it themselves. */
  tell(): void;
}

function fromDisk(file: ContentFile, signal: AbortSignal, advance: (bytes: number) => void): Source {
  // Buffers no larger than a small file: thousands of them would wait for the garbage collector.
  const highWaterMark = Math.min(CHUNK_BYTES, Math.max(MIN_CHUNK_BYTES, file.bytes || CHUNK_BYTES));
  const raw = createReadStream(file.path, { highWaterMark, signal });
  let seen = 0;
  const tell = (): void => {
    advance(raw.bytesRead - seen);
    seen = raw.bytesRead;
  };
  return { raw, packedBytes: () => raw.bytesRead, tell };
}

function fromArchive(file: ContentFile, signal: AbortSignal, advance: (bytes: number) => void): Source {
  const raw = Readable.from(file.open!(signal, advance), { objectMode: false });
  return { raw, packedBytes: () => file.bytes, tell: () => undefined };
}
