import * as v from 'valibot';
import { StudioError } from '../result.ts';
import type { RateChange } from './runEvent.ts';

/** The whole state of one weight tensor under its rule. */
export interface CheckpointParameter {
  readonly theta: Float32Array;
  /** By slot name; plain numbers for slots that are one number for the whole tensor. */
  readonly slots: Readonly<Record<string, Float32Array | number>>;
  readonly updates: number;
}

/** What early stopping has seen. */
export interface StoppingMemory {
  readonly best: number;
  readonly bestEpoch: number;
  readonly wait: number;
  readonly stopped: boolean;
  /** Epochs seen. */
  readonly epochs: number;
  /** Weights of the best epoch, one array per weight tensor; null where they are the last ones or are not kept. */
  readonly bestWeights: readonly Float32Array[] | null;
}

/** What a rate that falls on a plateau has seen. */
export interface PlateauMemory {
  readonly lr: number;
  readonly best: number;
  readonly wait: number;
  readonly cooldown: number;
}

/**
 * Everything a run needs to go on as if it had never been interrupted. No generator is in it: every random number depends on seed, purpose and
 * a count alone (update, epoch, layer), and these are here.
 */
export interface RunCheckpoint {
  readonly run: string;
  readonly seed: number;
  /** Updates made. */
  readonly step: number;
  /** The epoch these updates lead into, from 1: its end has not been measured yet. */
  readonly epoch: number;
  /** Batches of that epoch that were trained. */
  readonly batches: number;
  readonly initialWeightsHash: string;
  /** Chained over the row order of every epoch up to `epoch`. */
  readonly orderHash: string;
  /** Chained over the masks of every update made; '' where nothing was dropped. Absent in files older than this. */
  readonly maskHash?: string | undefined;
  /** Gradients computed; absent in files older than this: one per update. */
  readonly evaluations?: number | undefined;
  /** Σ loss · rows, Σ score · rows and Σ rows of the epoch so far. */
  readonly sums: { readonly loss: number; readonly score: number; readonly rows: number };
  /** Seconds of the epoch so far. */
  readonly seconds: number;
  readonly plateau: PlateauMemory | null;
  /** Changes of the contender's own rate, made or to come, in order. */
  readonly rates: readonly RateChange[];
  readonly stopping: StoppingMemory | null;
  /** One per weight tensor, in layer order. */
  readonly parameters: readonly CheckpointParameter[];
}

/** A checkpoint that the host keeps: which file, and where in the training it stands. */
export interface CheckpointMark {
  /** Counts the checkpoints of the run, from 1. */
  readonly number: number;
  readonly step: number;
  readonly epoch: number;
}

export const CHECKPOINT_FORMAT = 'descent-studio/checkpoint';
export const CHECKPOINT_VERSION = 1;

/** JSON has no sign for some numbers: they are words. */
export type JsonNumber = number | (typeof odd)[number];
const odd = ['Infinity', '-Infinity', 'NaN', '-0'] as const;

/** A number as JSON can hold it, to the bit. */
export function toJsonNumber(value: number): JsonNumber {
  if (Object.is(value, -0)) return '-0';
  return Number.isFinite(value) ? value : (String(value) as JsonNumber);
}

const count = v.pipe(v.number(), v.integer(), v.minValue(0));
const anyNumber = v.pipe(v.union([v.number(), v.picklist(odd)]), v.transform(Number));
const hash = v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/));

/** What stands before the numbers in a checkpoint file. `slots`: a number, or null for a tensor as large as theta. */
export const checkpointHeaderSchema = v.strictObject({
  format: v.literal(CHECKPOINT_FORMAT),
  version: v.literal(CHECKPOINT_VERSION),
  run: v.string(),
  seed: count,
  step: count,
  epoch: v.pipe(count, v.minValue(1)),
  batches: count,
  initialWeightsHash: hash,
  orderHash: hash,
  maskHash: v.optional(v.union([hash, v.literal('')])),
  evaluations: v.optional(count),
  sums: v.strictObject({ loss: anyNumber, score: anyNumber, rows: count }),
  seconds: v.pipe(v.number(), v.minValue(0)),
  /** Absent where the rate was never changed by hand. */
  rates: v.exactOptional(v.array(v.strictObject({ step: v.pipe(count, v.minValue(1)), rate: v.number() }))),
  plateau: v.nullable(v.strictObject({ lr: anyNumber, best: anyNumber, wait: count, cooldown: count })),
  stopping: v.nullable(
    v.strictObject({
      best: anyNumber,
      bestEpoch: count,
      wait: count,
      stopped: v.boolean(),
      epochs: count,
      hasBestWeights: v.boolean(),
    }),
  ),
  parameters: v.array(
    v.strictObject({ values: count, slots: v.record(v.string(), v.nullable(anyNumber)), updates: count }),
  ),
});
export type CheckpointHeader = v.InferOutput<typeof checkpointHeaderSchema>;

/** Float32 values behind a header. */
export function checkpointValues({ parameters, stopping }: CheckpointHeader): number {
  const copies = stopping?.hasBestWeights ? 2 : 1;
  return parameters.reduce((sum, { values, slots }) => {
    const tensors = Object.values(slots).filter((slot) => slot === null).length;
    return sum + values * (copies + tensors);
  }, 0);
}

/** A header as it was read; throws `checkpointNotReadable` for what is none, or of a newer version. */
export function parseCheckpointHeader(text: string): CheckpointHeader {
  try {
    return v.parse(checkpointHeaderSchema, JSON.parse(text));
  } catch {
    throw new StudioError('checkpointNotReadable');
  }
}
