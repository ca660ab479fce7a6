import fs from 'node:fs/promises';
import path from 'node:path';
import type { CallInput, StagedExport } from '#shared/contract.ts';
import { StudioError } from '#shared/result.ts';
import { exporterOf } from '../exporters/index.ts';
import type { ExportInput } from '../exporters/exporter.ts';
import { SHARED, writeBytesFile } from './atomicFile.ts';
import { safeName } from './fileNames.ts';
import { newId } from './ids.ts';
import { moveToFreshFolder } from './freshFolder.ts';
import type { RunStore } from './runStore.ts';

/** The promise of an export: plain TF.js predicts the same to this. */
export const MAX_DEVIATION = 1e-6;

/** Exports on their way out: staged aside, checked by the page, then moved to their place or dropped. */
export interface ExportStore {
  stage(run: string, format: string): Promise<StagedExport>;
  /** A file of a staged export; throws `exportUnknown`, `exportFileUnknown`. */
  file(id: string, name: string): string;
  /** Moves a checked export to its place. Throws `exportDeviation` or `exportUnchecked` and deletes it where the check failed. */
  finish(input: CallInput<'exports.finish'>): Promise<{ where: string }>;
  drop(id: string): Promise<void>;
  /** Where a finished export lies. */
  where(id: string): string;
}

export interface ExportStoreOptions {
  readonly runs: RunStore;
  /** Where exports are staged. */
  readonly stagingFolder: string;
  readonly inputOf: (run: string) => Promise<ExportInput>;
  /** The folder a finished export goes into; throws `cancelled` where the reader said no. */
  readonly chooseFolder: () => Promise<string>;
}

interface Staged {
  readonly folder: string;
  readonly name: string;
  readonly files: readonly string[];
}

export function createExportStore({ runs, stagingFolder, inputOf, chooseFolder }: ExportStoreOptions): ExportStore {
  const staged = new Map<string, Staged>();
  const finished = new Map<string, string>();

  function find(id: string): Staged {
    const found = staged.get(id);
    if (!found) throw new StudioError('exportUnknown', { value: id });
    return found;
  }

  async function drop(id: string): Promise<void> {
    const found = staged.get(id);
    staged.delete(id);
    if (found) await fs.rm(found.folder, { recursive: true, force: true });
  }

  return {
    async stage(run, format) {
      const exporter = exporterOf(format);
      const { contender, seed } = runs.get(run);
      const input = await inputOf(run);
      const id = newId('x');
      const folder = path.join(stagingFolder, id);
      const files = exporter.files(input);
      for (const { name, bytes } of files) await writeBytesFile(path.join(folder, name), bytes, SHARED);
      const name = safeName(`${input.experiment.title} – ${contender.name} seed ${seed}`, 'export');
      staged.set(id, { folder, name, files: files.map((file) => file.name) });
      return { export: id, files: files.map((file) => file.name) };
    },
    file(id, name) {
      const { folder, files } = find(id);
      if (!files.includes(name)) throw new StudioError('exportFileUnknown', { value: name });
      return path.join(folder, name);
    },
    async finish({ export: id, samples, maxDeviation }) {
      const { folder, name } = find(id);
      const failure = checkFailure(samples, maxDeviation);
      if (failure) {
        await drop(id);
        throw failure;
      }
      const where = await moveToFreshFolder(folder, await chooseFolder(), name);
      staged.delete(id);
      finished.set(id, where);
      return { where };
    },
    drop,
    where(id) {
      const found = finished.get(id);
      if (!found) throw new StudioError('exportUnknown', { value: id });
      return found;
    },
  };
}

function checkFailure(samples: number, maxDeviation: number): StudioError | null {
  if (samples === 0) return new StudioError('exportUnchecked');
  if (!(maxDeviation <= MAX_DEVIATION))
    return new StudioError('exportDeviation', { value: maxDeviation, limit: MAX_DEVIATION });
  return null;
}
