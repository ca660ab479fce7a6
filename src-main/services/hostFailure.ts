import { StudioError, toFailure, type Result } from '#shared/result.ts';

/** What file systems say when nothing more fits: no space, or the person's share of it is used up. */
const FULL_CODES: readonly unknown[] = ['ENOSPC', 'EDQUOT'];
/** SQLITE_FULL, and SQLITE_IOERR_SHMSIZE: the shared memory of the write-ahead log could not grow. */
const FULL_SQLITE: readonly unknown[] = [13, 4874];

/** True for an error that means the disk is full, whoever noticed it. */
export function isDiskFull(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if ('code' in error && FULL_CODES.includes(error.code)) return true;
  return 'errcode' in error && FULL_SQLITE.includes(error.errcode);
}

/** Anything thrown as a failed Result; a full disk, wherever it shows, is `diskFull`. */
export function hostFailure(error: unknown): Result<never> {
  return toFailure(isDiskFull(error) ? new StudioError('diskFull') : error);
}
