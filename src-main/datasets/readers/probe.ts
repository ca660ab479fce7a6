import { open } from 'node:fs/promises';
import { StudioError } from '#shared/result.ts';
import { contentOf, type ContentFile } from '../content.ts';
import { fileTrouble } from '../fileTrouble.ts';
import { recognise, type Recognised } from './recognise.ts';

/** A file as its path and the name its owner knows. */
export interface InputFile {
  readonly path: string;
  readonly name: string;
}

/** A file whose beginning was read. */
export interface ProbedFile extends ContentFile {
  /** The first bytes of the content, unpacked. */
  readonly head: Buffer;
  readonly recognised: Recognised;
}

const HEAD_BYTES = 1 << 16;

/** Reads the beginning of a file and names its format; throws `fileMissing`, `fileIsFolder`, `fileUnreadable`, `gzipDamaged`, `gzipTruncated`. */
export async function probe({ path, name }: InputFile, signal = new AbortController().signal): Promise<ProbedFile> {
  try {
    const file = { path, name, ...(await lookAt(path, name)) };
    const head = await headOf(file, signal);
    return { ...file, head, recognised: recognise(head) };
  } catch (error) {
    throw fileTrouble(error, name);
  }
}

/** Size, and gzip or not by the first two bytes. */
async function lookAt(path: string, name: string): Promise<{ bytes: number; gzip: boolean }> {
  const handle = await open(path, 'r');
  try {
    const stat = await handle.stat();
    if (stat.isDirectory()) throw new StudioError('fileIsFolder', { name });
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(2), 0, 2, 0);
    return { bytes: stat.size, gzip: bytesRead === 2 && buffer[0] === 0x1f && buffer[1] === 0x8b };
  } finally {
    await handle.close();
  }
}

async function headOf(file: ContentFile, signal: AbortSignal): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of contentOf(file, signal)) {
    chunks.push(chunk);
    length += chunk.length;
    if (length >= HEAD_BYTES) break;
  }
  return Buffer.concat(chunks).subarray(0, HEAD_BYTES);
}
