import type { DatabaseSync } from 'node:sqlite';
import { newId } from './ids.ts';
import { numberOf, textOf } from './row.ts';

export const HEARTBEAT_MS = 2000;
/** A host that was silent for so long is taken for dead, even where its process number lives on in another process. */
export const SILENT_MS = 15_000;

/** This process among those that share the database: a window, a loopback server, a command line. */
export interface Host {
  readonly id: string;
  /** Writes down that this host lives. */
  beat(): void;
  /** Takes dead hosts off the list and returns the ids of those that live, this one among them. */
  living(): string[];
  leave(): void;
}

export interface HostOptions {
  readonly db: DatabaseSync;
  readonly pid?: number;
  readonly now?: () => number;
  readonly isProcessAlive?: (pid: number) => boolean;
}

/** Signs this process on. */
export function joinHosts(options: HostOptions): Host {
  const { db, pid = process.pid, now = Date.now, isProcessAlive = processLives } = options;
  const id = newId('h');
  const beat = () => {
    db.prepare('INSERT OR REPLACE INTO hosts (id, pid, heartbeat) VALUES (?, ?, ?)').run(id, pid, now());
  };
  const living = () => {
    const rows = db.prepare('SELECT id, pid, heartbeat FROM hosts').all();
    const isDead = (row: (typeof rows)[number]) =>
      textOf(row, 'id') !== id &&
      (now() - numberOf(row, 'heartbeat') > SILENT_MS || !isProcessAlive(numberOf(row, 'pid')));
    const remove = db.prepare('DELETE FROM hosts WHERE id = ?');
    for (const row of rows.filter(isDead)) remove.run(textOf(row, 'id'));
    return [id, ...rows.filter((row) => !isDead(row)).map((row) => textOf(row, 'id'))].filter(isFirst);
  };
  beat();
  return { id, beat, living, leave: () => void db.prepare('DELETE FROM hosts WHERE id = ?').run(id) };
}

function isFirst(value: string, index: number, all: readonly string[]): boolean {
  return all.indexOf(value) === index;
}

/** Signal 0 asks without touching; EPERM means it is there and belongs to someone else. */
export function processLives(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
