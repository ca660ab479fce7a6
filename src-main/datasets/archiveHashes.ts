import { sha256Of } from './hash.ts';
import type { InputFile, ProbedFile } from './readers/probe.ts';
import { silentWatch } from './watch.ts';

/** SHA-256 of the archives themselves, where every one of the files lies in one of these; none where they do not. */
export async function archiveHashes(
  given: readonly InputFile[],
  probed: readonly ProbedFile[],
  signal: AbortSignal,
): Promise<readonly string[]> {
  const names = new Set(probed.map(({ archive }) => archive));
  const archives = given.filter(({ name }) => names.has(name));
  if (names.has(undefined) || archives.length < names.size) return [];
  const watch = silentWatch(signal);
  return Promise.all(archives.map((file) => sha256Of({ ...file, bytes: 0, gzip: false }, watch)));
}
