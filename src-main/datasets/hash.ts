import { createHash, type Hash } from 'node:crypto';
import { open } from 'node:fs/promises';
import { readSync } from 'node:fs';
import { setImmediate } from 'node:timers/promises';
import { contentOf, type ContentFile } from './content.ts';
import { fileTrouble } from './fileTrouble.ts';
import { stopIfCancelled, type Watch } from './watch.ts';

const PIECE_BYTES = 1 << 20;

/** SHA-256 of the file as it lies on disk, in hexadecimal; throws what reading throws. */
export async function sha256Of(file: ContentFile, watch: Watch): Promise<string> {
  const advance = watch.phase('checking', file);
  const hash = createHash('sha256');
  if (file.open)
    for await (const chunk of contentOf({ ...file, gzip: false }, watch.signal, advance)) hash.update(chunk);
  else await hashPieces(file, hash, watch.signal, advance);
  return hash.digest('hex');
}

/** Pieces read at once, with a breath between them: a stream takes five times as long as the hash itself. */
async function hashPieces(
  { path, name }: ContentFile,
  hash: Hash,
  signal: AbortSignal,
  advance: (bytes: number) => void,
): Promise<void> {
  const piece = Buffer.allocUnsafe(PIECE_BYTES);
  let handle;
  try {
    handle = await open(path);
    for (let length = PIECE_BYTES; length > 0;) {
      length = readSync(handle.fd, piece);
      hash.update(piece.subarray(0, length));
      advance(length);
      await setImmediate();
      stopIfCancelled(signal);
    }
  } catch (error) {
    throw fileTrouble(error, name);
  } finally {
    await handle?.close();
  }
}
