import fs from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { StudioError } from '#shared/result.ts';
import { migrations } from './migrations.ts';

/** How long a write waits for another host's write. */
const BUSY_TIMEOUT_MS = 5000;

/**
 * Opens (or makes) the database and brings it to this version. WAL with synchronous FULL: when a commit returns, its data are on the
 * disk and survive even a power cut. Throws `databaseNewer`, `databaseDamaged`.
 */
export function openDatabase(file: string, steps: readonly string[] = migrations): DatabaseSync {
  fs.mkdirSync(path.dirname(file), { recursive: true });
  const db = new DatabaseSync(file);
  try {
    db.exec(`PRAGMA busy_timeout = ${BUSY_TIMEOUT_MS}`);
    db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;');
    migrate(db, file, steps);
    return db;
  } catch (error) {
    db.close();
    throw isDamage(error) ? new StudioError('databaseDamaged', { file }) : error;
  }
}

/** SQLITE_CORRUPT and SQLITE_NOTADB. */
function isDamage(error: unknown): boolean {
  return error instanceof Error && 'errcode' in error && (error.errcode === 11 || error.errcode === 26);
}

/** Runs the steps this file has not seen, all or none; a file from a newer app is refused untouched. */
function migrate(db: DatabaseSync, file: string, steps: readonly string[]): void {
  if (schemaVersion(db) === steps.length) return;
  transaction(db, () => {
    const from = schemaVersion(db);
    if (from > steps.length) throw new StudioError('databaseNewer', { file, value: from, known: steps.length });
    for (const step of steps.slice(from)) db.exec(step);
    db.exec(`PRAGMA user_version = ${steps.length}`);
  });
}

/** `user_version`: how many migration steps the file has seen. */
export function schemaVersion(db: DatabaseSync): number {
  const version = db.prepare('PRAGMA user_version').get()?.user_version;
  return typeof version === 'number' ? version : 0;
}

/** Runs `work` in one transaction that takes the write lock at once; anything thrown rolls it back. */
export function transaction<T>(db: DatabaseSync, work: () => T): T {
  db.exec('BEGIN IMMEDIATE');
  try {
    const value = work();
    db.exec('COMMIT');
    return value;
  } catch (error) {
    if (db.isTransaction) db.exec('ROLLBACK');
    throw error;
  }
}

/**
 * The same for what comes many times a second. When it returns, the data are with the operating system: they survive a kill of any
 * process. They are on the disk with the next full commit, at the latest the host's next heartbeat; measured, waiting for the disk here
 * would hold the main process, and with it a window's input, for 15 ms and more.
 */
export function quickTransaction<T>(db: DatabaseSync, work: () => T): T {
  db.exec('PRAGMA synchronous = NORMAL');
  try {
    return transaction(db, work);
  } finally {
    db.exec('PRAGMA synchronous = FULL');
  }
}
