import { rename, rm, stat } from 'node:fs/promises';
import { StudioError } from '#shared/result.ts';
import type { CatalogFile } from '../catalog.ts';
import { sha256Of } from '../hash.ts';
import { silentWatch } from '../watch.ts';
import { attempt, type AttemptOptions } from './attempt.ts';

export type DownloadOptions = Pick<AttemptOptions, 'signal' | 'stallMs' | 'onBytes'>;

/** Tries per address: a broken line is taken up again where it broke. */
const TRIES = 3;
/** Where going on with the same address may help. */
const passing = new Set(['downloadBroken', 'downloadStalled']);

/**
 * Brings a file to `path`, from its first address that has the published bytes. `path` exists only once its SHA-256 was checked; what came before a
 * break lies in `<path>.part` and is gone on with the next time. Throws what `attempt` throws, of the last address, and `downloadWrongBytes`.
 */
export async function downloadFile(file: CatalogFile, path: string, options: DownloadOptions): Promise<void> {
  if (await isWhole(file, path, options.signal)) return options.onBytes(file.bytes);
  const part = `${path}.part`;
  let trouble: StudioError | null = null;
  for (const address of file.addresses) {
    const found = await fetchFrom(address, file, part, options);
    if (found === null) return rename(part, path);
    // Wrong bytes say more than an address that cannot be reached.
    if (trouble?.code !== 'downloadWrongBytes') trouble = found;
  }
  throw trouble ?? new StudioError('downloadUnknown', { value: file.name });
}

/** Null where the file is there and is the published one, else what went wrong. */
async function fetchFrom(
  address: string,
  file: CatalogFile,
  part: string,
  options: DownloadOptions,
): Promise<StudioError | null> {
  for (let left = TRIES; ; left--) {
    const trouble = await tried(attempt({ ...options, file, address, path: part }));
    if (trouble === null) break;
    if (trouble.code === 'cancelled') throw trouble;
    if (trouble.code === 'downloadTooLong') await rm(part, { force: true });
    if (left <= 1 || !passing.has(trouble.code)) return trouble;
  }
  const found = await hashOf(file, part, options.signal);
  if (found === file.sha256) return null;
  await rm(part, { force: true });
  return new StudioError('downloadWrongBytes', { name: file.name, host: new URL(address).host });
}

async function tried(work: Promise<void>): Promise<StudioError | null> {
  try {
    await work;
    return null;
  } catch (error) {
    if (error instanceof StudioError) return error;
    throw error;
  }
}

async function isWhole(file: CatalogFile, path: string, signal: AbortSignal): Promise<boolean> {
  const found = await stat(path).catch(() => null);
  return found?.size === file.bytes && (await hashOf(file, path, signal)) === file.sha256;
}

function hashOf({ name, bytes }: CatalogFile, path: string, signal: AbortSignal): Promise<string> {
  return sha256Of({ path, name, bytes, gzip: false }, silentWatch(signal));
}
