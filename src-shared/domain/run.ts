import type { Contender, Experiment } from './experiment.ts';
import type { RunEvent } from './runEvent.ts';

export const runStatuses = [
  'waiting',
  'running',
  'paused',
  'finished',
  'stopped',
  'diverged',
  'failed',
  'interrupted',
] as const;
export type RunStatus = (typeof runStatuses)[number];

/** Statuses after which nothing more comes. */
export const finalStatuses: readonly RunStatus[] = ['finished', 'stopped', 'diverged', 'failed', 'interrupted'];

/** True for a run that was cut off, by whatever: it may go on from its checkpoint. */
export function isResumable({ status }: { readonly status: RunStatus }): boolean {
  return status === 'interrupted' || status === 'stopped' || status === 'failed';
}

/** Why a run ended; `code` is a key under `reasons.` in the locale files. */
export interface RunReason {
  readonly code: string;
  readonly detail: Readonly<Record<string, string | number>>;
}

/** Where and with what a run was trained. */
export interface RunEnvironment {
  readonly app: string;
  readonly host: string;
  readonly backend: string;
  /** WebGL renderer string, or null. */
  readonly renderer: string | null;
  /** Version of TF.js where it trained; null for the CPU engine. */
  readonly tfjs: string | null;
  readonly userAgent: string;
}

/** One contender trained once with one seed. */
export interface RunRecord {
  readonly id: string;
  readonly experimentId: string;
  readonly contender: Contender;
  readonly seed: number;
  readonly status: RunStatus;
  readonly reason: RunReason | null;
  readonly backend: string | null;
  readonly environment: RunEnvironment | null;
  /** Updates made so far. */
  readonly steps: number;
  readonly stepsPlanned: number;
  /** SHA-256 (hex) of the float32 initial weights in order. */
  readonly initialWeightsHash: string | null;
  /** SHA-256 (hex) chained over the sample order of every epoch begun. */
  readonly batchOrderHash: string | null;
  /** SHA-256 (hex) chained over what every dropout mask so far was made of; null where nothing is dropped, or before the first update. */
  readonly maskHash: string | null;
  readonly hasWeights: boolean;
  /** What was changed on its way, in order of updates. */
  readonly events: readonly RunEvent[];
  /** ISO 8601. */
  readonly createdAt: string;
  readonly startedAt: string | null;
  readonly endedAt: string | null;
}

export interface EpochRecord {
  /** From 1; the last one may be cut short by a stop. */
  readonly epoch: number;
  /** Updates made when it was measured. */
  readonly step: number;
  /** Mean over the rows seen in the epoch, as trained (dropout on, weights changing). Null where not finite. */
  readonly loss: number | null;
  readonly valLoss: number | null;
  readonly metrics: Readonly<Record<string, number | null>>;
  readonly valMetrics: Readonly<Record<string, number | null>>;
  /** Over the same few training rows at every epoch's end (`measuredRows`), without dropout. Absent in records older than this. */
  readonly trainLoss?: number | null;
  readonly trainMetrics?: Readonly<Record<string, number | null>>;
  /** Training and validation of this epoch, this run's share of the time. */
  readonly seconds: number;
  /** Training rows a second, without the time of measuring. Absent in records older than this. */
  readonly samplesPerSecond?: number | null;
}

/** Consecutive values of one per-update series: `values[i]` belongs to update `fromStep + i` (updates count from 1). Null: not finite. */
export interface StepValues {
  readonly series: string;
  readonly fromStep: number;
  readonly values: readonly (number | null)[];
}

export interface RunPoints {
  readonly steps: readonly StepValues[];
  readonly epochs: readonly EpochRecord[];
}

/** One press of Train: the experiment as it was, and its runs. */
export interface ExperimentRecord {
  readonly id: string;
  readonly experiment: Experiment;
  readonly createdAt: string;
}

/** A line of the history. `best` is the smallest validation loss of a run that has one. */
export interface ExperimentSummary {
  readonly id: string;
  readonly title: string;
  readonly dataset: string;
  readonly createdAt: string;
  /** Epochs planned. */
  readonly epochs: number;
  readonly runs: readonly RunRecord[];
  /** Last validation loss of each run, by run id; null where none was measured. */
  readonly lastValLoss: Readonly<Record<string, number | null>>;
}
