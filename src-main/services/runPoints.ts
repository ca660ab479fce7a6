import type { DatabaseSync } from 'node:sqlite';
import type { RunAppend } from '#shared/contract.ts';
import type { Column } from '#shared/domain/pointColumns.ts';
import type { EpochRecord, RunPoints, StepValues } from '#shared/domain/run.ts';
import type { RunEvent } from '#shared/domain/runEvent.ts';
import { prefixOf } from '#shared/domain/series.ts';
import { bytesOf, jsonOf, jsonOrNull, numberOf, numberOrNull, textOf, type Row } from './row.ts';

/**
 * Metric points of one run (by its row key). Per-update series are kept as the blocks they came in: float64 little-endian, NaN for
 * null. Measured: one block of 40 values costs a quarter of 40 rows to write and a twentieth to read.
 */
export interface RunPointsTable {
  /** Adds the values inside the caller's transaction; what is already there is overwritten by step, so a repeat changes nothing. */
  appendSteps(run: number, values: RunAppend['steps'][number]): void;
  appendEpoch(run: number, epoch: EpochRecord): void;
  appendEvent(run: number, event: RunEvent): void;
  /**
   * Takes away what came after update `step`, and epochs from `epoch` on, inside the caller's transaction. Changes of the rate stay: whoever goes
   * on makes them again at the same updates. Which executor goes on is not known yet.
   */
  truncate(run: number, step: number, epoch: number): void;
  /** Every per-update series, or those named; `a/*` names all that begin so. */
  read(run: number, series?: readonly string[]): RunPoints;
}

interface Block {
  readonly fromStep: number;
  readonly points: Float64Array<ArrayBuffer>;
}

export function createRunPoints(db: DatabaseSync): RunPointsTable {
  const insert = db.prepare('INSERT INTO step_values (run, series, from_step, points) VALUES (?, ?, ?, ?)');
  const last = db.prepare(
    'SELECT from_step, points FROM step_values WHERE run = ? AND series = ? ORDER BY from_step DESC LIMIT 1',
  );
  const all = db.prepare('SELECT series, from_step, points FROM step_values WHERE run = ? ORDER BY series, from_step');
  const one = db.prepare(
    'SELECT series, from_step, points FROM step_values WHERE run = ? AND series = ? ORDER BY from_step',
  );
  const alike = db.prepare(
    `SELECT series, from_step, points FROM step_values WHERE run = ? AND series >= ? AND substr(series, 1, ?) = ?
     ORDER BY series, from_step`,
  );
  const upTo = db.prepare('SELECT from_step, points FROM step_values WHERE run = ? AND series = ? AND from_step <= ?');
  const remove = db.prepare('DELETE FROM step_values WHERE run = ? AND series = ? AND from_step = ?');
  const putEpoch = db.prepare(
    `INSERT OR REPLACE INTO epochs (run, epoch, step, loss, val_loss, metrics, val_metrics, seconds, train_loss, train_metrics,
     samples_per_second) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const putEvent = db.prepare('INSERT OR REPLACE INTO run_events (run, step, kind, detail) VALUES (?, ?, ?, ?)');
  const laterEvents = db.prepare(`DELETE FROM run_events WHERE run = ? AND step > ? AND kind = 'executor'`);
  const later = db.prepare('DELETE FROM step_values WHERE run = ? AND from_step > ?');
  const lastBlocks = db.prepare(
    'SELECT series, from_step, points FROM step_values WHERE run = ? AND (series, from_step) IN (SELECT series, max(from_step) FROM step_values WHERE run = ? GROUP BY series)',
  );
  const laterEpochs = db.prepare('DELETE FROM epochs WHERE run = ? AND epoch >= ?');
  const epochs = db.prepare('SELECT * FROM epochs WHERE run = ? ORDER BY epoch');

  function named(run: number, name: string): Row[] {
    const prefix = prefixOf(name);
    return prefix === null ? one.all(run, name) : alike.all(run, prefix, prefix.length, prefix);
  }

  /** Blocks of a series that meet or overlap the new one. */
  function met(run: number, series: string, block: Block): Block[] {
    return upTo
      .all(run, series, endOf(block))
      .map(blockOf)
      .filter((other) => endOf(other) >= block.fromStep);
  }

  return {
    appendSteps(run, { series, fromStep, values }) {
      if (values.length === 0) return;
      const block: Block = { fromStep, points: columnOf(values) };
      const before = last.get(run, series);
      if (!before || endOf(blockOf(before)) < fromStep) return void insert.run(run, series, fromStep, bytes(block));
      const old = met(run, series, block);
      for (const other of old) remove.run(run, series, other.fromStep);
      const merged = merge([...old, block]);
      insert.run(run, series, merged.fromStep, bytes(merged));
    },
    appendEpoch(run, { epoch, step, loss, valLoss, metrics, valMetrics, seconds, ...measured }) {
      const { trainLoss = null, trainMetrics, samplesPerSecond = null } = measured;
      const known = [loss, valLoss, JSON.stringify(metrics), JSON.stringify(valMetrics), seconds];
      const trained = trainMetrics ? JSON.stringify(trainMetrics) : null;
      putEpoch.run(run, epoch, step, ...known, trainLoss, trained, samplesPerSecond);
    },
    appendEvent(run, { step, kind, detail }) {
      putEvent.run(run, step, kind, JSON.stringify(detail));
    },
    truncate(run, step, epoch) {
      later.run(run, step);
      for (const row of lastBlocks.all(run, run)) {
        const { fromStep, points } = blockOf(row);
        if (fromStep + points.length - 1 <= step) continue;
        remove.run(run, textOf(row, 'series'), fromStep);
        const kept = { fromStep, points: points.slice(0, step - fromStep + 1) };
        insert.run(run, textOf(row, 'series'), fromStep, bytes(kept));
      }
      laterEpochs.run(run, epoch);
      // The first update after the checkpoint may be where it was moved, and is so still.
      laterEvents.run(run, step + 1);
    },
    read(run, series) {
      const rows = series ? series.flatMap((name) => named(run, name)) : all.all(run);
      return { steps: joined(rows), epochs: epochs.all(run).map(epochOf) };
    },
  };
}

function columnOf(values: Column): Float64Array<ArrayBuffer> {
  return values instanceof Float64Array ? values : Float64Array.from<number | null>(values, (value) => value ?? NaN);
}

function blockOf(row: Row): Block {
  return { fromStep: numberOf(row, 'from_step'), points: new Float64Array(bytesOf(row, 'points').buffer) };
}

/** The last step of a block. */
function endOf(block: Block): number {
  return block.fromStep + block.points.length - 1;
}

function bytes({ points }: Block): Uint8Array {
  return new Uint8Array(points.buffer, points.byteOffset, points.byteLength);
}

/** One block over overlapping ones; the later in the list wins. */
function merge(blocks: readonly Block[]): Block {
  const fromStep = Math.min(...blocks.map((block) => block.fromStep));
  const points = new Float64Array(Math.max(...blocks.map(endOf)) - fromStep + 1);
  for (const block of blocks) points.set(block.points, block.fromStep - fromStep);
  return { fromStep, points };
}

/** Rows in order of series and step as long stretches without a gap. */
function joined(rows: readonly Row[]): StepValues[] {
  const stretches: { series: string; fromStep: number; values: (number | null)[] }[] = [];
  for (const row of rows) {
    const block = blockOf(row);
    const series = textOf(row, 'series');
    let current = stretches.at(-1);
    if (!current || current.series !== series || current.fromStep + current.values.length !== block.fromStep) {
      current = { series, fromStep: block.fromStep, values: [] };
      stretches.push(current);
    }
    for (const value of block.points) current.values.push(Number.isNaN(value) ? null : value);
  }
  return stretches;
}

function epochOf(row: Row): EpochRecord {
  return {
    epoch: numberOf(row, 'epoch'),
    step: numberOf(row, 'step'),
    loss: numberOrNull(row, 'loss'),
    valLoss: numberOrNull(row, 'val_loss'),
    metrics: jsonOf(row, 'metrics'),
    valMetrics: jsonOf(row, 'val_metrics'),
    seconds: numberOf(row, 'seconds'),
    ...measuredOf(row),
  };
}

/** What records of older versions do not have. */
function measuredOf(row: Row): Pick<EpochRecord, 'trainLoss' | 'trainMetrics' | 'samplesPerSecond'> {
  const trainMetrics = jsonOrNull<NonNullable<EpochRecord['trainMetrics']>>(row, 'train_metrics');
  if (trainMetrics === null) return {};
  const samplesPerSecond = numberOrNull(row, 'samples_per_second');
  return { trainLoss: numberOrNull(row, 'train_loss'), trainMetrics, samplesPerSecond };
}
