import type { DatabaseSync } from 'node:sqlite';
import type { CallInput, RunAppend } from '#shared/contract.ts';
import type { Contender } from '#shared/domain/experiment.ts';
import { recordsOf } from '#shared/domain/pointColumns.ts';
import {
  finalStatuses,
  isResumable,
  type EpochRecord,
  type RunPoints,
  type RunReason,
  type RunRecord,
} from '#shared/domain/run.ts';
import { StudioError } from '#shared/result.ts';
import { quickTransaction, transaction } from './database.ts';
import { newId } from './ids.ts';
import { numberOf, textOf, textOrNull, type Row } from './row.ts';
import { createRunPoints } from './runPoints.ts';
import { recordOf, selectRuns } from './runRow.ts';

export interface NewRun {
  readonly experimentId: string;
  readonly contender: Contender;
  readonly seed: number;
  readonly stepsPlanned: number;
}

/** Runs and their points. Every function that writes returns after the commit; points are on the disk two seconds later, the rest at once. Unknown or deleted ids throw `runUnknown`. */
export interface RunStore {
  /** Inside the caller's transaction. */
  create(run: NewRun): void;
  get(id: string): RunRecord;
  ofExperiment(experiment: string): RunRecord[];
  /** Every run that is not deleted, oldest first. */
  all(): RunRecord[];
  begin(input: CallInput<'runs.begin'>): RunRecord;
  /** Points of one or several runs in one transaction. */
  append(...inputs: readonly RunAppend[]): void;
  setStatus(input: CallInput<'runs.setStatus'>): RunRecord;
  points(id: string, series?: readonly string[]): RunPoints;
  /** The run, where this host may write to it; throws `runNotOurs`. */
  writable(id: string): RunRecord;
  /** Lets ended runs wait to go on, and makes them this host's. What they have stays until they have gone on. Throws `runNotResumable`. */
  resume(runs: readonly string[]): void;
  /** The same with runs of this host that train: their worker is gone. */
  rewind(runs: readonly string[]): void;
  /** Takes away what came after update `step`, and epochs from `epoch` on: the run goes on from there. */
  goBack(input: CallInput<'runs.goBack'>): void;
  /** Moves runs to the bin; a run that still trains is refused (`runActive`). */
  remove(ids: readonly string[]): void;
  restore(ids: readonly string[]): void;
  /** Ends unfinished runs (this host's, or of these ids) as `interrupted`; returns their ids. */
  interrupt(reason: RunReason, ids?: readonly string[]): string[];
  /** Ids of this host's runs that have not ended. */
  unfinished(): string[];
  /** Ends the unfinished runs of hosts that no longer live; returns their ids. */
  interruptOrphans(living: readonly string[]): string[];
}

export interface RunStoreOptions {
  readonly db: DatabaseSync;
  /** Id of this host: new runs are its own, and only it writes to them. */
  readonly host: string;
  readonly now?: () => number;
}

/** What a run says that outlived its process. */
export const HOST_ENDED: RunReason = { code: 'hostEnded', detail: {} };

const UNFINISHED = `status IN ('waiting', 'running', 'paused')`;

export function createRunStore({ db, host, now = Date.now }: RunStoreOptions): RunStore {
  const table = createRunPoints(db);
  const selectOne = db.prepare(`${selectRuns} WHERE runs.id = ? AND runs.deleted_at IS NULL`);
  const selectAll = db.prepare(`${selectRuns} WHERE runs.deleted_at IS NULL ORDER BY runs.key`);
  const selectOf = db.prepare(`${selectRuns} WHERE runs.experiment = ? AND runs.deleted_at IS NULL ORDER BY runs.key`);
  const selectAny = db.prepare('SELECT key, host, status FROM runs WHERE id = ?');
  const insert = db.prepare(
    `INSERT INTO runs (id, experiment, contender, seed, status, steps, steps_planned, created_at, host)
     VALUES (?, ?, ?, ?, 'waiting', 0, ?, ?, ?)`,
  );
  const begin = db.prepare(
    `UPDATE runs SET status = 'running', backend = ?, environment = ?, initial_weights_hash = ?, batch_order_hash = ?, mask_hash = ?,
     started_at = coalesce(started_at, ?) WHERE key = ?`,
  );
  const progress = db.prepare(
    `UPDATE runs SET steps = max(steps, ?), batch_order_hash = coalesce(?, batch_order_hash),
     mask_hash = coalesce(?, mask_hash) WHERE key = ?`,
  );
  const dropWeights = db.prepare('DELETE FROM weights WHERE run = ?');
  const wait = db.prepare(`UPDATE runs SET status = 'waiting', reason = NULL, ended_at = NULL, host = ? WHERE key = ?`);
  const stand = db.prepare('UPDATE runs SET steps = ? WHERE key = ?');
  const status = db.prepare('UPDATE runs SET status = ?, reason = ?, ended_at = ? WHERE key = ?');
  const selectUnfinished = db.prepare(`SELECT id FROM runs WHERE host = ? AND ${UNFINISHED}`);
  const bin = db.prepare('UPDATE runs SET deleted_at = ?, deleted_by = ? WHERE key = ?');
  const time = () => new Date(now()).toISOString();

  function one(id: string): Row {
    const row = selectOne.get(id);
    if (!row) throw new StudioError('runUnknown', { value: id });
    return row;
  }
  const get = (id: string) => recordOf(one(id));

  /** The row of a run this host may write to. */
  function own(id: string): Row {
    const row = one(id);
    if (textOf(row, 'host') !== host) throw new StudioError('runNotOurs', { value: id });
    return row;
  }

  /** A host that slept too long is taken for dead by another one; its runs go on when it writes again. */
  function revive(row: Row): void {
    const slept = textOf(row, 'status') === 'interrupted' && textOrNull(row, 'reason') === JSON.stringify(HOST_ENDED);
    if (slept) status.run('running', null, null, numberOf(row, 'key'));
  }

  function appendPoints(input: RunAppend): void {
    const row = own(input.run);
    const key = numberOf(row, 'key');
    revive(row);
    for (const values of input.steps) table.appendSteps(key, values);
    const epochs = recordsOf(input.epochs);
    for (const epoch of epochs) table.appendEpoch(key, epoch);
    for (const event of input.events ?? []) table.appendEvent(key, event);
    progress.run(lastStep(input.steps, epochs), input.batchOrderHash ?? null, input.maskHash ?? null, key);
  }

  function changeStatus(input: CallInput<'runs.setStatus'>): void {
    const row = own(input.run);
    revive(row);
    const before = get(input.run).status;
    if (before === input.status && finalStatuses.includes(before)) return;
    if (finalStatuses.includes(before)) throw new StudioError('runEnded', { value: input.run, status: before });
    const reason = input.reason ? JSON.stringify(input.reason) : null;
    status.run(input.status, reason, finalStatuses.includes(input.status) ? time() : null, numberOf(row, 'key'));
  }

  function letWait(run: string, mayGo: (record: RunRecord) => boolean): void {
    const row = one(run);
    if (!mayGo(recordOf(row))) throw new StudioError('runNotResumable', { value: run, status: textOf(row, 'status') });
    wait.run(host, numberOf(row, 'key'));
  }

  /** Ends every unfinished run of a selection as interrupted. */
  function end(where: string, values: readonly string[], reason: RunReason): string[] {
    const ended = db
      .prepare(
        `UPDATE runs SET status = 'interrupted', reason = ?, ended_at = ? WHERE ${UNFINISHED} AND ${where} RETURNING id`,
      )
      .all(JSON.stringify(reason), time(), ...values);
    return ended.map((row) => textOf(row, 'id'));
  }

  function anyRun(id: string): Row {
    const row = selectAny.get(id);
    if (!row) throw new StudioError('runUnknown', { value: id });
    return row;
  }

  function moveToBin(id: string): void {
    const row = anyRun(id);
    if (!finalStatuses.some((final) => final === row.status)) throw new StudioError('runActive', { value: id });
    bin.run(time(), host, numberOf(row, 'key'));
  }

  return {
    create: ({ experimentId, contender, seed, stepsPlanned }) =>
      void insert.run(newId('r'), experimentId, JSON.stringify(contender), seed, stepsPlanned, time(), host),
    get,
    ofExperiment: (experiment) => selectOf.all(experiment).map(recordOf),
    all: () => selectAll.all().map(recordOf),
    begin: ({ run, environment, initialWeightsHash, batchOrderHash, maskHash = null }) =>
      transaction(db, () => {
        const row = own(run);
        if (finalStatuses.includes(recordOf(row).status))
          throw new StudioError('runEnded', { value: run, status: textOf(row, 'status') });
        const known = JSON.stringify(environment);
        // Of a run that goes on: they are older than what comes now.
        dropWeights.run(numberOf(row, 'key'));
        const hashes = [initialWeightsHash, batchOrderHash, maskHash];
        begin.run(environment.backend, known, ...hashes, time(), numberOf(row, 'key'));
        return get(run);
      }),
    append: (...inputs) => quickTransaction(db, () => inputs.forEach(appendPoints)),
    setStatus: (input) =>
      transaction(db, () => {
        changeStatus(input);
        return get(input.run);
      }),
    points: (id, series) => table.read(numberOf(one(id), 'key'), series),
    writable: (id) => recordOf(own(id)),
    resume: (ids) => transaction(db, () => ids.forEach((id) => letWait(id, isResumable))),
    rewind: (ids) =>
      transaction(db, () =>
        ids.forEach((id) => {
          own(id);
          letWait(id, ({ status }) => !finalStatuses.includes(status));
        }),
      ),
    goBack: ({ run, step, epoch }) =>
      transaction(db, () => {
        const key = numberOf(own(run), 'key');
        table.truncate(key, step, epoch);
        stand.run(step, key);
      }),
    remove: (ids) => transaction(db, () => ids.forEach(moveToBin)),
    restore: (ids) => transaction(db, () => ids.forEach((id) => bin.run(null, null, numberOf(anyRun(id), 'key')))),
    interrupt: (reason, ids) =>
      ids
        ? end(`host = ? AND id IN (${ids.map(() => '?').join()})`, [host, ...ids], reason)
        : end('host = ?', [host], reason),
    unfinished: () => selectUnfinished.all(host).map((row) => textOf(row, 'id')),
    interruptOrphans: (living) => end(`host NOT IN (${living.map(() => '?').join()})`, living, HOST_ENDED),
  };
}

/** The largest update number a batch of points speaks of. */
function lastStep(steps: RunAppend['steps'], epochs: readonly EpochRecord[]): number {
  const ends = steps.map(({ fromStep, values }) => (values.length > 0 ? fromStep + values.length - 1 : 0));
  return Math.max(0, ...ends, ...epochs.map(({ step }) => step));
}
