import * as tf from '@tensorflow/tfjs';
import { targetCount, type PreparedData } from '#shared/preprocessing/preparedData.ts';
import type { Model } from '../model.ts';
import { checkTokens } from '../tokens.ts';
import { ranOutOfMemory } from './deviceMemory.ts';
import { hasPackedPrograms } from './programs/packed.ts';
import { ResidentRows, type RowValues } from './residentRows.ts';

/** A batch on the device; the caller disposes both. */
export interface DeviceRows {
  readonly x: tf.Tensor;
  /** The answers of all rows one after another. */
  readonly y: tf.Tensor1D;
  /** Where samples are token ids: those of the batch, and how many there are. */
  readonly tokens: { readonly ids: Float32Array; readonly vocabulary: number } | null;
}

export interface RowSourceOptions {
  /** Most bytes of rows that stay on the device. */
  readonly budgetBytes?: number;
  /** Share of the rows that may stay there, 0 … 1: less after the device ran out of memory. */
  readonly share?: number;
}

/** A graphics unit shares what it has with the screen, and often with the processor. */
const BUDGET_BYTES = 256 * 2 ** 20;
/** Smaller data sets are put on the device at once. */
const SMALL_BYTES = 2 ** 20;
/** A larger one is worth its time only after so many batches: the first points should not wait for it. */
const FIRST_BATCHES = 8;

/** Uploads rows with their targets. Throws `tokenOutOfRange` where the samples are ids that the model does not know. */
export function uploadRows(
  data: PreparedData,
  rows: Uint32Array,
  { vocabulary }: Pick<Model, 'vocabulary'>,
): DeviceRows {
  const values = new Float32Array(rows.length * data.sampleSize);
  data.gather(rows, values);
  if (vocabulary !== null) checkTokens(values, vocabulary);
  const targets = new Float32Array(targetCount(data, rows.length));
  data.gatherTargets(rows, targets);
  const x = tf.tensor(values, [rows.length, ...data.shape.inputShape]);
  return { x, y: tf.tensor1d(targets), tokens: vocabulary === null ? null : { ids: values, vocabulary } };
}

/**
 * The rows of a data set for a device. On WebGL 2 they lie there, as far as they fit, and batches are put together by their numbers; what does not fit
 * is uploaded with the batch, which the processor prepares while the graphics unit is still at the one before. Same bits either way. Token ids are always
 * uploaded: they are few, and the processor looks at each to check and to sort them.
 */
export class RowSource {
  private readonly data: PreparedData;
  private readonly model: Pick<Model, 'vocabulary'>;
  private readonly options: Required<RowSourceOptions>;
  private batches = 0;
  private held: { readonly x: ResidentRows | null; readonly y: ResidentRows | null } | null = null;
  private hadTooLittleMemory = false;

  constructor(
    data: PreparedData,
    model: Pick<Model, 'vocabulary'>,
    { budgetBytes = BUDGET_BYTES, share = 1 }: RowSourceOptions = {},
  ) {
    this.data = data;
    this.model = model;
    this.options = { budgetBytes, share };
  }

  load(rows: Uint32Array): DeviceRows {
    this.batches += 1;
    if (this.held === null && this.isTime) this.hold();
    const { x, y } = this.held ?? { x: null, y: null };
    if (x && y) return { x: x.load(rows), y: flatRows(y.load(rows)), tokens: null };
    return uploadRows(this.data, rows, this.model);
  }

  /** Rows that stay on the device so far. */
  get heldRows(): number {
    return this.held?.x?.heldRows ?? 0;
  }

  /** True where the device ran out of memory since this was last asked: what was computed meanwhile means nothing. */
  ranOutOfMemory(): boolean {
    const found = ranOutOfMemory() || this.hadTooLittleMemory;
    this.hadTooLittleMemory = false;
    return found;
  }

  dispose(): void {
    this.held?.x?.dispose();
    this.held?.y?.dispose();
    this.held = null;
  }

  private get isTime(): boolean {
    const { sampleSize, split } = this.data;
    const isSmall = 4 * sampleSize * (split.train.length + split.validation.length) <= SMALL_BYTES;
    return isSmall || this.batches > FIRST_BATCHES;
  }

  private hold(): void {
    this.hadTooLittleMemory ||= ranOutOfMemory();
    const { budgetBytes } = this.options;
    const y = this.model.vocabulary === null && canHold() ? ResidentRows.open(this.targets(), budgetBytes) : null;
    const x = y && ResidentRows.open(this.samples(), budgetBytes);
    // One without the other is of no use, and takes memory that is short.
    if (!x) y?.dispose();
    this.held = { x, y: x && y };
  }

  private samples(): RowValues {
    const { data } = this;
    return { shape: data.shape.inputShape, rows: this.rows(), read: (rows, out) => data.gather(rows, out) };
  }

  private targets(): RowValues {
    const { data } = this;
    const { targetSize = 1 } = data;
    const shape = targetSize === 1 ? [] : [targetSize];
    return { shape, rows: this.rows(), read: (rows, out) => data.gatherTargets(rows, out) };
  }

  /** Those that are trained with, then those that are measured with. */
  private rows(): Uint32Array {
    const { train, validation, test } = this.data.split;
    const all = Uint32Array.from([...train, ...validation, ...test]);
    return all.subarray(0, Math.floor(all.length * this.options.share));
  }
}

function flatRows(values: tf.Tensor): tf.Tensor1D {
  if (values.rank === 1) return values as tf.Tensor1D;
  const flat = tf.reshape(values, [-1]) as tf.Tensor1D;
  values.dispose();
  return flat;
}

/** Codes need all bits of a float32. */
function canHold(): boolean {
  return hasPackedPrograms() && tf.env().getBool('WEBGL_RENDER_FLOAT32_ENABLED');
}
