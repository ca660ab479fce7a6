import type { ClippingPlan, Contender } from '#shared/domain/experiment.ts';
import type { MaskStream } from '#shared/random/maskChain.ts';
import type { Probe } from '#shared/training/probes.ts';

/** What consecutive updates left to tell, read back together. */
export interface UpdatePoints {
  /** Number of the first update, from 1. */
  readonly fromStep: number;
  readonly losses: readonly number[];
  readonly scores: readonly number[];
  /** Rows of each batch. */
  readonly rows: readonly number[];
  /** Everything else that is measured, one list over the updates per measure, in the order of `measureNames`. */
  readonly measures: readonly (readonly number[])[];
  /** Gradients asked for up to and with each update; absent where every update takes one. */
  readonly evaluations?: readonly number[];
  /** How long each step was along its direction, where the run finds that itself. */
  readonly stepLengths?: readonly number[];
}

/** Why a run makes no more updates by itself: nothing more to gain, or all its gradients are used up. */
export type RunEnd = 'converged' | 'spent';

/** Rows looked at in one go when nothing is trained; bounded so that activations fit. */
export const EVALUATION_BATCH = 250;

/** What was computed of measured rows; loss and score are means, weighted by rows. */
export interface Evaluation {
  readonly loss: number;
  readonly score: number;
  /** What the last layer computed before its activation, rows × units, in the order of the rows. */
  readonly logits: Float32Array;
}

/** The whole state of one weight tensor under its rule: enough to go on as if never interrupted. */
export interface ParameterSnapshot {
  readonly theta: Float32Array;
  /** By slot name; plain numbers for slots that are one number for the whole tensor. */
  readonly slots: Readonly<Record<string, Float32Array | number>>;
  readonly updates: number;
}

/** What a run begins with: start weights, or the state it was left in. */
export interface RunStart {
  readonly id: string;
  readonly contender: Contender;
  /** One array per weight tensor, in layer order. */
  readonly weights: readonly Float32Array[];
  readonly clipping?: ClippingPlan | null;
  /** Continues from here instead of from fresh slots; `weights` is then ignored. */
  readonly snapshot?: readonly ParameterSnapshot[];
  /** Parameters whose own change and gradient are measured at every update. */
  readonly probes?: readonly Probe[];
  /** Gradients it may ask for at most; for solvers. */
  readonly budget?: number;
}

/** Rows of one update with the dropout masks of that update, on the device. */
export interface Batch {
  readonly rows: number;
  /** What the masks are made of, layer by layer; empty where nothing is dropped. */
  readonly masksUsed: readonly MaskStream[];
  dispose(): void;
}

/** One contender with one seed on the device. */
export interface ExecutorRun<B extends Batch = Batch> {
  readonly id: string;
  /** Absent or null: it goes on. */
  readonly end?: RunEnd | null;
  /**
   * Does what takes long of the next update, without changing anything before `advance`. Awaits `breathe` after so many milliseconds, which may throw to
   * end it, or end the run.
   */
  prepare?(breathe: () => Promise<void>, sliceMs?: number): Promise<void>;
  /** One update: gradient of the batch's mean loss, clipped, then the rule on every weight. The loss stays on the device. */
  advance(batch: B, update: number, learningRate: number): void;
  /** Reads what all updates since the last call left to tell; null when there is none. */
  flush(): Promise<UpdatePoints | null>;
  /** Mean loss and score over these rows, without dropout; null for no rows. Awaits `breathe`, which may throw to end it, between parts. */
  evaluate(rows: Uint32Array, breathe: (doneRows: number) => Promise<void>): Promise<Evaluation | null>;
  /** One array per weight tensor, in layer order. */
  readWeights(): Promise<Float32Array[]>;
  /** Everything needed to continue exactly. */
  snapshot(): Promise<ParameterSnapshot[]>;
  dispose(): void;
}

/** What trains: one model, loss and data set on one device. The trainer decides what is trained when; an executor only computes. */
export interface Executor<B extends Batch = Batch> {
  createRun(start: RunStart): ExecutorRun<B>;
  /** The rows of update number `update` (from 1) and its dropout masks, the same for every run of a seed. The caller disposes it. */
  loadBatch(seed: number, update: number, rows: Uint32Array): B;
  /** Begins with what takes time of the rows that are loaded next for this seed, while the update before is still computed. */
  prepareBatch?(seed: number, rows: Uint32Array): void;
  dispose(): void;
}
