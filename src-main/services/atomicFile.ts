import { createHash, randomBytes } from 'node:crypto';
import fs from 'node:fs/promises';
import path from 'node:path';
import { StudioError } from '#shared/result.ts';

export interface WrittenFile {
  readonly bytes: number;
  /** Hex. */
  readonly sha256: string;
}

/** Only the person's own account may read it: what the studio keeps for itself. */
const PRIVATE = 0o600;
/** Others may read it, as any document: what a person takes away. */
export const SHARED = 0o644;

/** Writes a small text so that a reader sees the old or the new file, never half of one. */
export async function writeTextFile(file: string, text: string, mode = PRIVATE): Promise<void> {
  await writeBytesFile(file, new TextEncoder().encode(text), mode);
}

/** Writes bytes to a temporary name beside `file`, syncs, renames. */
export async function writeBytesFile(file: string, bytes: Uint8Array, mode = PRIVATE): Promise<void> {
  await fs.mkdir(path.dirname(file), { recursive: true });
  const aside = asideName(file);
  try {
    const handle = await fs.open(aside, 'wx', mode);
    try {
      await handle.writeFile(bytes);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await fs.rename(aside, file);
  } catch (error) {
    await fs.rm(aside, { force: true });
    throw error;
  }
}

/** A name beside `file` that no one else uses. */
export function asideName(file: string): string {
  return `${file}.${randomBytes(6).toString('hex')}.part`;
}

/**
 * Streams a body into a new, synced file and says its size and SHA-256. A body above `limitBytes` throws `bodyTooLarge` and leaves nothing.
 */
export async function streamToFile(
  body: AsyncIterable<Uint8Array>,
  file: string,
  limitBytes: number,
): Promise<WrittenFile> {
  await fs.mkdir(path.dirname(file), { recursive: true });
  const hash = createHash('sha256');
  const handle = await fs.open(file, 'wx', PRIVATE);
  let bytes = 0;
  try {
    for await (const chunk of body) {
      bytes += chunk.byteLength;
      if (bytes > limitBytes) throw new StudioError('bodyTooLarge', { limit: limitBytes });
      hash.update(chunk);
      await writeAll(handle, chunk);
    }
    await handle.sync();
    await handle.close();
    return { bytes, sha256: hash.digest('hex') };
  } catch (error) {
    await handle.close();
    await fs.rm(file, { force: true });
    throw error;
  }
}

async function writeAll(handle: fs.FileHandle, chunk: Uint8Array): Promise<void> {
  for (let offset = 0; offset < chunk.byteLength;)
    offset += (await handle.write(chunk, offset, chunk.byteLength - offset)).bytesWritten;
}
