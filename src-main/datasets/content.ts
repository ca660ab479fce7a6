import { createReadStream } from 'node:fs';
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
  // Buffers no larger than a small file: thousands of them would wait for the garbage collector.
  const highWaterMark = Math.min(CHUNK_BYTES, Math.max(MIN_CHUNK_BYTES, file.bytes || CHUNK_BYTES));
  const raw = createReadStream(file.path, { highWaterMark, signal });
  const stream = file.gzip ? raw.pipe(createGunzip({ chunkSize: CHUNK_BYTES })) : raw;
  if (stream !== raw) raw.on('error', (error) => stream.destroy(error));
  let seen = 0;
  let length = 0;
  try {
    for await (const chunk of stream) {
      advance(raw.bytesRead - seen);
      seen = raw.bytesRead;
      length += chunk.length;
      if (file.gzip && isBomb(length, seen))
        throw new StudioError('gzipBomb', { name: file.name, found: Math.round(length / seen) });
      yield chunk;
    }
    advance(raw.bytesRead - seen);
  } catch (error) {
    throw fileTrouble(error, file.name);
  } finally {
    raw.destroy();
    stream.destroy();
  }
}
