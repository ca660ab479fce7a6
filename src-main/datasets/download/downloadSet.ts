import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { CatalogFile, CatalogSet } from '../catalog.ts';
import { fileTrouble } from '../fileTrouble.ts';
import type { InputFile } from '../readers/probe.ts';
import type { ImportProgress } from '../watch.ts';
import { downloadFile } from './downloadFile.ts';

export interface DownloadPlan {
  /** Finished and half-fetched files wait here until their set is imported. */
  readonly folder: string;
  readonly signal: AbortSignal;
  readonly onProgress: (progress: ImportProgress) => void;
  /** An address tried before all others: `<mirror>/<set>/<file>`. */
  readonly mirror?: string | undefined;
  readonly stallMs?: number | undefined;
}

const STALL_MS = 30_000;

/** Fetches the files of a published set one after another and says where they lie; what is there already is not fetched again. */
export async function downloadSet(set: CatalogSet, plan: DownloadPlan): Promise<readonly InputFile[]> {
  const { folder, signal, stallMs = STALL_MS } = plan;
  await mkdir(folder, { recursive: true });
  const total = set.files.reduce((sum, { bytes }) => sum + bytes, 0);
  let before = 0;
  const found: InputFile[] = [];
  for (const file of set.files) {
    const path = placeOf(folder, file);
    const onBytes = (have: number): void => {
      const done = before + have;
      const detail = { name: file.name, done, total };
      plan.onProgress({ fraction: done / total, message: 'jobs.downloading', detail });
    };
    await downloadFile(withMirror(set, file, plan.mirror), path, { signal, stallMs, onBytes }).catch(
      (error: unknown) => {
        throw fileTrouble(error, file.name);
      },
    );
    before += file.bytes;
    found.push({ path, name: file.name });
  }
  return found;
}

/** Removes the files of a set that is imported,. */
export async function dropDownloads(set: CatalogSet, folder: string): Promise<void> {
  for (const file of set.files) await rm(placeOf(folder, file), { force: true });
}

/** Named by content: sets of the same file names do not meet. */
const placeOf = (folder: string, { sha256 }: CatalogFile): string => join(folder, sha256);

function withMirror({ id }: CatalogSet, file: CatalogFile, mirror: string | undefined): CatalogFile {
  if (!mirror) return file;
  return { ...file, addresses: [`${mirror.replace(/\/$/, '')}/${id}/${file.name}`, ...file.addresses] };
}
