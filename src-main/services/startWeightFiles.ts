import { createHash } from 'node:crypto';
import fs from 'node:fs/promises';
import path from 'node:path';
import type { Experiment } from '#shared/domain/experiment.ts';
import { keptStartsOf } from '#shared/domain/keptStart.ts';
import { StudioError } from '#shared/result.ts';
import { writeBytesFile } from './atomicFile.ts';

/** Weights that layers begin with: float32 little-endian, each file named by its SHA-256. */
export interface StartWeightFiles {
  /** Keeps the values and says their SHA-256; the same values are kept once. */
  keep(values: Float32Array): Promise<string>;
  /** Where they lie; throws `startMissing`. */
  find(file: string, source?: string): Promise<string>;
  /** Throws `startMissing` where a layer of the experiment begins with weights that are not here. */
  checkAll(experiment: Experiment): Promise<void>;
}

/** Keeps such files in this folder. */
export function createStartWeightFiles(folder: string): StartWeightFiles {
  const placeOf = (file: string): string => path.join(folder, `${file}.bin`);
  const find: StartWeightFiles['find'] = async (file, source = file) => {
    const isThere = /^[0-9a-f]{64}$/.test(file) && (await fs.stat(placeOf(file)).catch(() => null))?.isFile();
    if (!isThere) throw new StudioError('startMissing', { source });
    return placeOf(file);
  };
  return {
    find,
    async keep(values) {
      const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
      const file = createHash('sha256').update(bytes).digest('hex');
      await find(file).catch(() => writeBytesFile(placeOf(file), bytes));
      return file;
    },
    async checkAll(experiment) {
      for (const { file, source } of keptStartsOf(experiment)) await find(file, source);
    },
  };
}
