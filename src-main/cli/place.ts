import { mkdir, mkdtemp, readdir, rename, rm, rmdir } from 'node:fs/promises';
import path from 'node:path';
import { StudioError } from '#shared/result.ts';

/** Throws StudioError `outTaken` where something lies at the path already (an empty folder may be filled). */
export async function checkFree(place: string): Promise<void> {
  const names = await readdir(place).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw new StudioError('outTaken', { path: place });
  });
  if (names.length > 0) throw new StudioError('outTaken', { path: place });
}

/**
 * Lets `fill` put a folder into an empty one beside `place`, and makes that folder the place: it appears there whole or not at all.
 * `fill` returns where it put it.
 */
export async function filledAside<T extends { readonly where: string }>(
  place: string,
  fill: (aside: string) => Promise<T>,
): Promise<T> {
  await mkdir(path.dirname(place), { recursive: true });
  const aside = await mkdtemp(`${place}.part-`);
  try {
    const filled = await fill(aside);
    // Windows renames onto nothing, not even an empty folder.
    await rmdir(place).catch(() => undefined);
    await rename(filled.where, place);
    return filled;
  } finally {
    await rm(aside, { recursive: true, force: true });
  }
}
