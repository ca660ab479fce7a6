import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { processLives } from '#main/services/hosts.ts';

const pollMs = 50;
/** A lock without a readable owner this long after it was seen is a leftover. */
const graceMs = 2_000;

/**
 * Runs `work` while no other process holds the lock file, then frees it. A lock whose owner is no longer alive is taken over.
 * Throws when the lock was not free within `waitMs`.
 */
export async function withLock<T>(file: string, work: () => Promise<T>, { waitMs = 300_000 } = {}): Promise<T> {
  await mkdir(dirname(file), { recursive: true });
  const since = Date.now();
  while (!(await take(file))) {
    if (await isAbandoned(file, Date.now() - since)) await rm(file, { force: true });
    else if (Date.now() - since > waitMs)
      throw new Error(`Another process holds ${file} for too long; remove it if none is running.`);
    else await delay(pollMs);
  }
  try {
    return await work();
  } finally {
    await rm(file, { force: true });
  }
}

async function take(file: string): Promise<boolean> {
  try {
    await writeFile(file, String(process.pid), { flag: 'wx' });
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
  }
}

async function isAbandoned(file: string, waitedMs: number): Promise<boolean> {
  const owner = Number(await readFile(file, 'utf8').catch(() => ''));
  if (!Number.isInteger(owner) || owner <= 0) return waitedMs > graceMs;
  return !processLives(owner);
}
