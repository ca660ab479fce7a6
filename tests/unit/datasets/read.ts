import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { sha256Of } from '#main/datasets/hash.ts';
import { readerFor } from '#main/datasets/readers/index.ts';
import { probeAll } from '#main/datasets/readers/expand.ts';
import type { InputFile } from '#main/datasets/readers/probe.ts';
import type { HashedFile, ReadSet } from '#main/datasets/readers/reader.ts';
import { silentWatch } from '#main/datasets/watch.ts';
import type { TableOptions } from '#shared/domain/tableOptions.ts';
import { StudioError } from '#shared/result.ts';

/** Reads files as an import does, without a thread. */
export async function read(
  files: readonly InputFile[],
  folder: string | null,
  options: TableOptions = {},
): Promise<ReadSet> {
  const watch = silentWatch();
  const probed = await probeAll(files, watch.signal);
  const reader = readerFor(probed);
  const hashed: HashedFile[] = [];
  for (const file of probed) hashed.push({ ...file, sha256: await sha256Of(file, watch) });
  return reader.read({ files: hashed, folder, watch, options });
}

/** The cells of a written table. */
export async function cells(folder: string): Promise<number[]> {
  const bytes = await readFile(join(folder, 'samples.bin'));
  return Array.from({ length: bytes.length / 8 }, (_, at) => bytes.readDoubleLE(8 * at));
}

/** Code and detail of the StudioError a promise ends with. */
export async function trouble(promise: Promise<unknown>): Promise<{ code: string; detail: object }> {
  const error = await promise.then(
    () => null,
    (reason: unknown) => reason,
  );
  if (error instanceof StudioError) return { code: error.code, detail: error.detail };
  throw error ?? new Error('nothing went wrong');
}
