import type { DatabaseSync } from 'node:sqlite';
import { transaction } from './database.ts';
import { textOf } from './row.ts';
import type { RunFiles } from './runFiles.ts';

/**
 * Empties the bin: deletes the runs that a host which no longer lives had deleted, with their points and files, and experiments
 * without any run. What a living host deleted stays, because its reader may still undo.
 */
export async function purgeRuns(db: DatabaseSync, files: RunFiles, living: readonly string[]): Promise<void> {
  const places = living.map(() => '?').join();
  const gone = db
    .prepare(`SELECT id FROM runs WHERE deleted_at IS NOT NULL AND deleted_by NOT IN (${places})`)
    .all(...living)
    .map((row) => textOf(row, 'id'));
  if (gone.length === 0) return;
  // Files first: a crash in between leaves rows that the next start purges again, never files that no one knows.
  for (const id of gone) await files.removeFolder(id);
  transaction(db, () => {
    const remove = db.prepare('DELETE FROM runs WHERE id = ?');
    for (const id of gone) remove.run(id);
    db.exec('DELETE FROM experiments WHERE id NOT IN (SELECT experiment FROM runs)');
  });
}
