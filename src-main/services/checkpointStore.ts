import { createReadStream } from 'node:fs';
import { createHash } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import fs from 'node:fs/promises';
import path from 'node:path';
import type { CheckpointHeader, CheckpointMark } from '#shared/domain/checkpoint.ts';
import { checkpointBytes, checkpointHeaderEnd, readCheckpointHeader } from '#shared/domain/checkpointBytes.ts';
import type { RunRecord } from '#shared/domain/run.ts';
import { StudioError } from '#shared/result.ts';
import { asideName, streamToFile, type WrittenFile } from './atomicFile.ts';
import { quickTransaction } from './database.ts';
import { isId } from './ids.ts';
import { numberOf, textOf, type Row } from './row.ts';

/** Checkpoints of runs: `runs/<id>/checkpoint-<number>.bin`, the newest two, with size and SHA-256 in the database. */
export interface CheckpointStore {
  /**
   * Keeps a checkpoint of a run of this host whose points up to there are kept already. Throws `checkpointNotReadable`, `checkpointForeign` (another
   * run's), `checkpointAhead`, `bodyTooLarge`, and what `writable` throws.
   */
  write(run: string, body: AsyncIterable<Uint8Array>): Promise<CheckpointMark>;
  /** The newest one whose file is as it was written; null where there is none. Reads the file. */
  newest(run: string): Promise<CheckpointMark | null>;
  /** Path of its file; throws `checkpointMissing`. */
  find(run: string, number: number): Promise<string>;
  /** Deletes all of them: the run needs none any more. */
  drop(run: string): Promise<void>;
}

export interface CheckpointStoreOptions {
  readonly db: DatabaseSync;
  /** The `runs` folder. */
  readonly folder: string;
  readonly limitBytes: number;
  /** The run, where this host may write to it; throws `runUnknown`, `runNotOurs`. */
  readonly writable: (run: string) => RunRecord;
  /** Where the bytes go; a test lets it fail. */
  readonly stream?: typeof streamToFile;
}

/** How many of a run are kept: should one be unreadable after a power cut, there is another. */
const KEPT = 2;

export function createCheckpointStore(options: CheckpointStoreOptions): CheckpointStore {
  const { db, folder, limitBytes, writable, stream = streamToFile } = options;
  const select = db.prepare(
    `SELECT checkpoints.* FROM checkpoints JOIN runs ON runs.key = checkpoints.run
     WHERE runs.id = ? AND deleted_at IS NULL ORDER BY number DESC`,
  );
  const insert = db.prepare(
    `INSERT INTO checkpoints (run, number, step, epoch, file, bytes, sha256)
     SELECT key, ?, ?, ?, ?, ?, ? FROM runs WHERE id = ?`,
  );
  const forget = db.prepare('DELETE FROM checkpoints WHERE run = (SELECT key FROM runs WHERE id = ?) AND number <= ?');
  const folderOf = (run: string) => {
    if (!isId(run)) throw new StudioError('runUnknown', { value: run });
    return path.join(folder, run);
  };
  const rows = (run: string) => select.all(run);

  /** Files no row knows any more: older ones, and what a killed process left half-done. */
  async function sweep(run: string): Promise<void> {
    const known = new Set(rows(run).map((row) => textOf(row, 'file')));
    const names = await fs.readdir(folderOf(run)).catch(() => []);
    for (const name of names.filter((name) => name.startsWith('checkpoint-') && !known.has(name)))
      await fs.rm(path.join(folderOf(run), name), { force: true });
  }

  /** The row is with the operating system when this returns and on the disk with the next heartbeat; until then the older checkpoint is there. */
  function note(run: string, number: number, { step, epoch }: CheckpointHeader, file: string, written: WrittenFile) {
    quickTransaction(db, () => {
      insert.run(number, step, epoch, file, written.bytes, written.sha256, run);
      forget.run(run, number - KEPT);
    });
  }

  return {
    async write(run, body) {
      writable(run);
      const number = (rows(run)[0] ? numberOf(rows(run)[0]!, 'number') : 0) + 1;
      const file = `checkpoint-${number}.bin`;
      const target = path.join(folderOf(run), file);
      const aside = asideName(target);
      const written = await stream(body, aside, limitBytes);
      try {
        const header = await headerOf(aside, written.bytes);
        checkPlace(header, run, writable(run).steps);
        await fs.rename(aside, target);
        note(run, number, header, file, written);
        await sweep(run);
        return { number, step: header.step, epoch: header.epoch };
      } catch (error) {
        await fs.rm(aside, { force: true });
        throw error;
      }
    },
    async newest(run) {
      for (const row of rows(run)) if (await isWhole(folderOf(run), row)) return markOf(row);
      return null;
    },
    async find(run, number) {
      const row = rows(run).find((candidate) => numberOf(candidate, 'number') === number);
      if (!row || !(await hasSize(folderOf(run), row))) throw new StudioError('checkpointMissing', { value: run });
      return path.join(folderOf(run), textOf(row, 'file'));
    },
    async drop(run) {
      forget.run(run, Number.MAX_SAFE_INTEGER);
      await sweep(run);
    },
  };
}

function markOf(row: Row): CheckpointMark {
  return { number: numberOf(row, 'number'), step: numberOf(row, 'step'), epoch: numberOf(row, 'epoch') };
}

/** Reads only the head of the file; throws `checkpointNotReadable`. */
async function headerOf(file: string, bytes: number): Promise<CheckpointHeader> {
  const handle = await fs.open(file);
  const read = async (length: number) => {
    const head = new Uint8Array(length);
    const { bytesRead } = await handle.read(head, 0, length, 0);
    return head.subarray(0, bytesRead);
  };
  try {
    const end = checkpointHeaderEnd(await read(12));
    const header = readCheckpointHeader(await read(end));
    if (bytes !== checkpointBytes(header, end)) throw new StudioError('checkpointNotReadable');
    return header;
  } finally {
    await handle.close();
  }
}

/** A checkpoint never speaks of updates whose points were not acknowledged. */
function checkPlace(header: CheckpointHeader, run: string, steps: number): void {
  if (header.run !== run) throw new StudioError('checkpointForeign', { value: header.run, run });
  if (header.step > steps) throw new StudioError('checkpointAhead', { value: header.step, steps });
}

async function hasSize(folder: string, row: Row): Promise<boolean> {
  const found = await fs.stat(path.join(folder, textOf(row, 'file'))).catch(() => null);
  return found?.size === numberOf(row, 'bytes');
}

async function isWhole(folder: string, row: Row): Promise<boolean> {
  if (!(await hasSize(folder, row))) return false;
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path.join(folder, textOf(row, 'file')))) hash.update(chunk);
  return hash.digest('hex') === textOf(row, 'sha256');
}
