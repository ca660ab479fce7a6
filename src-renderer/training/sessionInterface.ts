import type { ResumedRun, Studio } from '#shared/contract.ts';
import type { BackendChoice } from '#shared/domain/backend.ts';
import type { DatasetDescriptor } from '#shared/domain/dataset.ts';
import type { ExperimentRecord, RunRecord } from '#shared/domain/run.ts';
import type { RunCurves } from './comparison.ts';
import type { PoolOptions } from './enginePool.ts';
import type { SessionState, Wanted } from './sessionState.ts';

/** One press of Train, while it lasts: a worker that trains, writers that keep, curves that grow. No Vue in it. */
export interface Session {
  readonly record: ExperimentRecord;
  /** Another map once runs have gone on after a recovery: curves were cut then, which they never are otherwise. */
  readonly curves: ReadonlyMap<string, RunCurves>;
  readonly state: SessionState;
  pause(): void;
  resume(): void;
  step(): void;
  stop(): void;
  /** Other rates of their own for these runs, from the next update that none of them has made. */
  setRates(rates: readonly { readonly run: string; readonly rate: number }[]): void;
  /** Ends these runs where they stand; the others go on. */
  stopRuns(runs: readonly string[]): void;
  /** All tensors of a run joined, as they are now; null where it does not train. */
  readWeights(run: string): Promise<Float32Array<ArrayBuffer> | null>;
  /** Lets the curves follow these series too, from their beginning (`followSeries.ts`). */
  follow(patterns: readonly string[]): Promise<void>;
  /** Goes on with all runs on another executor, where this one stands; stays where the other cannot train them. */
  moveTo(backend: BackendChoice): void;
  /** There may be room on the disk again. */
  tryAgain(): void;
  /** Resolves when everything is written, however it ended. */
  readonly done: Promise<void>;
}

export interface SessionOptions {
  readonly host: Studio;
  readonly record: ExperimentRecord;
  readonly runs: readonly RunRecord[];
  /** Where stored runs go on: these train, the others are only shown. Absent: all begin. */
  readonly resumed?: readonly ResumedRun[];
  /** What is known of the runs already, by run id; it is cut to where they go on. */
  readonly curves?: ReadonlyMap<string, RunCurves>;
  readonly descriptor: DatasetDescriptor;
  readonly backend: BackendChoice;
  readonly appVersion: string;
  /** Processors to use at most; absent: all but one, which is the window's. */
  readonly cores?: number;
  /** What was asked of it before it began; absent: that it runs. */
  readonly wanted?: Wanted;
  /** Gives a worker; absent: a fresh one. */
  readonly startEngine?: PoolOptions['start'];
  /** Called after every change of state or curves; at most as often as the worker tells (about 10 a second). */
  readonly onChange: () => void;
}
