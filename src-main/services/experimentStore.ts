import type { DatabaseSync } from 'node:sqlite';
import type { Contender, Experiment } from '#shared/domain/experiment.ts';
import type { ExperimentRecord, ExperimentSummary, RunRecord } from '#shared/domain/run.ts';
import { StudioError } from '#shared/result.ts';
import { transaction } from './database.ts';
import { newId } from './ids.ts';
import { jsonOf, numberOf, numberOrNull, textOf, type Row } from './row.ts';
import type { RunStore } from './runStore.ts';

export interface StartedExperiment {
  readonly record: ExperimentRecord;
  readonly runs: readonly RunRecord[];
}

export interface ExperimentStore {
  /** Keeps the experiment as it is now and makes a waiting run per contender and seed. */
  start(experiment: Experiment, stepsOf: (contender: Contender) => number): StartedExperiment;
  /** Newest first; experiments whose runs are all deleted are left out. */
  list(): ExperimentSummary[];
  /** Throws `experimentUnknown`. */
  get(id: string): StartedExperiment;
}

export interface ExperimentStoreOptions {
  readonly db: DatabaseSync;
  readonly runs: RunStore;
  readonly now?: () => number;
}

export function createExperimentStore({ db, runs, now = Date.now }: ExperimentStoreOptions): ExperimentStore {
  const insert = db.prepare('INSERT INTO experiments (id, title, dataset, json, created_at) VALUES (?, ?, ?, ?, ?)');
  const one = db.prepare('SELECT * FROM experiments WHERE id = ?');
  const newest = db.prepare(
    `SELECT id, title, dataset, created_at, json_extract(json, '$.training.epochs') AS epochs FROM experiments ORDER BY key DESC`,
  );
  const lastLosses = db.prepare(
    `SELECT runs.id AS id, epochs.val_loss AS val_loss, max(epochs.epoch) FROM epochs JOIN runs ON runs.key = epochs.run
     WHERE epochs.val_loss IS NOT NULL GROUP BY runs.id`,
  );

  function get(id: string): StartedExperiment {
    const row = one.get(id);
    if (!row) throw new StudioError('experimentUnknown', { value: id });
    return { record: recordOf(row), runs: runs.ofExperiment(id) };
  }

  return {
    start(experiment, stepsOf) {
      const id = newId('e');
      const createdAt = new Date(now()).toISOString();
      transaction(db, () => {
        insert.run(id, experiment.title, experiment.data.dataset, JSON.stringify(experiment), createdAt);
        for (const contender of experiment.contenders)
          for (const seed of experiment.training.seeds)
            runs.create({ experimentId: id, contender, seed, stepsPlanned: stepsOf(contender) });
      });
      return get(id);
    },
    list() {
      const losses = new Map(lastLosses.all().map((row) => [textOf(row, 'id'), numberOrNull(row, 'val_loss')]));
      const byExperiment = grouped(runs.all());
      return newest.all().flatMap((row) => {
        const own = byExperiment.get(textOf(row, 'id')) ?? [];
        return own.length > 0 ? [summaryOf(row, own, losses)] : [];
      });
    },
    get,
  };
}

function grouped(runs: readonly RunRecord[]): Map<string, RunRecord[]> {
  const groups = new Map<string, RunRecord[]>();
  for (const run of runs) {
    const group = groups.get(run.experimentId);
    if (group) group.push(run);
    else groups.set(run.experimentId, [run]);
  }
  return groups;
}

function recordOf(row: Row): ExperimentRecord {
  return { id: textOf(row, 'id'), experiment: jsonOf<Experiment>(row, 'json'), createdAt: textOf(row, 'created_at') };
}

function summaryOf(
  row: Row,
  runs: readonly RunRecord[],
  losses: ReadonlyMap<string, number | null>,
): ExperimentSummary {
  return {
    id: textOf(row, 'id'),
    title: textOf(row, 'title'),
    dataset: textOf(row, 'dataset'),
    createdAt: textOf(row, 'created_at'),
    epochs: numberOf(row, 'epochs'),
    runs,
    lastValLoss: Object.fromEntries(runs.map((run) => [run.id, losses.get(run.id) ?? null])),
  };
}
