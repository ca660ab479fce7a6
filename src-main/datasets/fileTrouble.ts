import { readFileSync } from 'node:fs';
import { StudioError } from '#shared/result.ts';

const codes: Readonly<Record<string, string>> = {
  ENOENT: 'fileMissing',
  ENOSPC: 'diskFull',
  EDQUOT: 'diskFull',
  EISDIR: 'fileIsFolder',
  Z_DATA_ERROR: 'gzipDamaged',
  Z_NEED_DICT: 'gzipDamaged',
  Z_BUF_ERROR: 'gzipTruncated',
};

const unreadable = new Set(['EACCES', 'EPERM', 'EIO', 'ENOTDIR', 'EBUSY', 'ENXIO', 'ELOOP', 'ENAMETOOLONG']);

function errorCode(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
}

/** A small file at once; throws as `fileTrouble` says. Synchronous: readers have a thread of their own, and this is several times cheaper. */
export function readWhole(path: string, name: string): Buffer {
  try {
    return readFileSync(path);
  } catch (error) {
    throw fileTrouble(error, name);
  }
}

/** What the file system or zlib threw while a file was read or written, as a StudioError that names the file; a defect passes unchanged. */
export function fileTrouble(error: unknown, name: string): unknown {
  if (error instanceof StudioError) return error;
  const code = errorCode(error);
  if (code === 'ABORT_ERR') return new StudioError('cancelled');
  if (codes[code]) return new StudioError(codes[code], { name });
  return unreadable.has(code) ? new StudioError('fileUnreadable', { name, message: code }) : error;
}
