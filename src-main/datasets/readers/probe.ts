import { open } from 'node:fs/promises';
import { StudioError } from '#shared/result.ts';
import type { Container } from '../collections/openCollection.ts';
import { contentOf, type ContentFile } from '../content.ts';
import { fileTrouble } from '../fileTrouble.ts';
import { cifarForm } from './cifar.ts';
import { recognise, type Recognised } from './recognise.ts';

/** A file, or a folder, as its path and the name its owner knows. */
export interface InputFile {
  readonly path: string;
  readonly name: string;
}

/** A file whose beginning was read. */
export interface ProbedFile extends ContentFile {
  /** The first bytes of the content, unpacked. */
  readonly head: Buffer;
  readonly recognised: Recognised;
  /** There where many files are read as one set. */
  readonly container?: Container;
}

const HEAD_BYTES = 1 << 16;

/** Reads the beginning of a file and names its format; throws `fileMissing`, `fileIsFolder`, `fileUnreadable`, `gzipDamaged`, `gzipTruncated`. */
export async function probe({ path, name }: InputFile, signal = new AbortController().signal): Promise<ProbedFile> {
  try {
    return await probeContent({ path, name, ...(await lookAt(path, name)) }, signal);
  } catch (error) {
    throw fileTrouble(error, name);
  }
}

/** The same for bytes that may lie in an archive. */
export async function probeContent(file: ContentFile, signal: AbortSignal): Promise<ProbedFile> {
  const head = await headOf(file, signal);
  return { ...file, head, recognised: named(recognise(head), head, file) };
}

/** CIFAR's files have no mark: the labels at the beginning of every record are it, and the length of the file. */
function named(found: Recognised, head: Buffer, { bytes, gzip }: ContentFile): Recognised {
  const mayBe = found.format === 'unknown' || (found.format === 'idx' && head[3]! > 4);
  return mayBe && cifarForm(head, gzip ? null : bytes) ? { format: 'cifar' } : found;
}

/** Size, and gzip or not by the first two bytes. */
async function lookAt(path: string, name: string): Promise<{ bytes: number; gzip: boolean }> {
  const handle = await open(path, 'r');
  try {
    const stat = await handle.stat();
    if (stat.isDirectory()) throw new StudioError('fileIsFolder', { name });
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(2), 0, 2, 0);
    return { bytes: stat.size, gzip: isGzip(buffer.subarray(0, bytesRead)) };
  } finally {
    await handle.close();
  }
}

/** True where bytes begin as a gzip file does. */
export function isGzip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b;
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
