import { createHash } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import fs from 'node:fs/promises';
import path from 'node:path';
import { StudioError } from '#shared/result.ts';
import { asideName, streamToFile } from './atomicFile.ts';
import { exactBuffer } from './exactBuffer.ts';
import { isId } from './ids.ts';
import { numberOf, textOf } from './row.ts';

/** Final weights of runs: `runs/<id>/final.weights.bin`, float32 little-endian, layers in order, with size and SHA-256 in the database. */
export interface RunFiles {
  /** Throws `weightsSize` unless the body is exactly so long (null: any whole number of float32 values), `bodyTooLarge`. */
  write(run: string, body: AsyncIterable<Uint8Array>, expectedBytes: number | null): Promise<void>;
  /** Where the weights lie; throws `weightsMissing`. */
  find(run: string): Promise<{ path: string; bytes: number; sha256: string }>;
  /** The weights exactly as they were written; throws `weightsMissing`, or `weightsDamaged` where the file has changed since. */
  read(run: string): Promise<Float32Array<ArrayBuffer>>;
  removeFolder(run: string): Promise<void>;
}

export interface RunFilesOptions {
  readonly db: DatabaseSync;
  /** The `runs` folder. */
  readonly folder: string;
  readonly limitBytes: number;
}

const KIND = 'final';
const FILE = 'final.weights.bin';

export function createRunFiles({ db, folder, limitBytes }: RunFilesOptions): RunFiles {
  const put = db.prepare(
    `INSERT OR REPLACE INTO weights (run, kind, file, bytes, sha256) SELECT key, ?, ?, ?, ? FROM runs WHERE id = ?`,
  );
  const select = db.prepare(
    `SELECT weights.* FROM weights JOIN runs ON runs.key = weights.run WHERE runs.id = ? AND kind = ? AND deleted_at IS NULL`,
  );
  const folderOf = (run: string) => {
    if (!isId(run)) throw new StudioError('runUnknown', { value: run });
    return path.join(folder, run);
  };

  const find: RunFiles['find'] = async (run) => {
    const row = select.get(run, KIND);
    if (!row) throw new StudioError('weightsMissing', { value: run });
    const file = path.join(folderOf(run), textOf(row, 'file'));
    const bytes = numberOf(row, 'bytes');
    const found = await fs.stat(file).catch(() => null);
    if (found?.size !== bytes) throw new StudioError('weightsMissing', { value: run });
    return { path: file, bytes, sha256: textOf(row, 'sha256') };
  };

  return {
    find,
    async read(run) {
      const { path: file, sha256 } = await find(run);
      const bytes = await fs.readFile(file);
      if (createHash('sha256').update(bytes).digest('hex') !== sha256)
        throw new StudioError('weightsDamaged', { value: run });
      return new Float32Array(exactBuffer(bytes));
    },
    async write(run, body, expectedBytes) {
      const target = path.join(folderOf(run), FILE);
      const aside = asideName(target);
      const { bytes, sha256 } = await streamToFile(
        body,
        aside,
        Math.min(limitBytes, expectedBytes ?? limitBytes),
      ).catch((error: unknown) => {
        throw expectedBytes !== null && isTooLarge(error) && expectedBytes < limitBytes
          ? new StudioError('weightsSize', { value: `> ${expectedBytes}`, expected: expectedBytes })
          : error;
      });
      try {
        checkSize(bytes, expectedBytes);
        await fs.rename(aside, target);
        put.run(KIND, FILE, bytes, sha256, run);
      } catch (error) {
        await fs.rm(aside, { force: true });
        throw error;
      }
    },
    removeFolder: (run) => fs.rm(folderOf(run), { recursive: true, force: true }),
  };
}

function isTooLarge(error: unknown): boolean {
  return error instanceof StudioError && error.code === 'bodyTooLarge';
}

function checkSize(bytes: number, expectedBytes: number | null): void {
  const fits = expectedBytes === null ? bytes > 0 && bytes % 4 === 0 : bytes === expectedBytes;
  if (!fits) throw new StudioError('weightsSize', { value: bytes, expected: expectedBytes ?? '4 × n' });
}
