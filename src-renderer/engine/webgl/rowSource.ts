import * as tf from '@tensorflow/tfjs';
import { targetCount, type PreparedData } from '#shared/preprocessing/preparedData.ts';
import type { Model } from '../model.ts';
import { checkCodes, checkTokens } from '../tokens.ts';
import { ranOutOfMemory } from './deviceMemory.ts';
import { hasPackedPrograms } from './programs/packed.ts';
import { ResidentRows, streamRows, type RowValues } from './residentRows.ts';
import { UploadRing } from './uploadRing.ts';

/** A batch on the device; the caller disposes both. */
export interface DeviceRows {
  readonly x: tf.Tensor;
  /** The answers of all rows one after another. */
  readonly y: tf.Tensor1D;
  /** Where samples are token ids: those of the batch, and how many there are. */
  readonly tokens: { readonly ids: Float32Array; readonly vocabulary: number } | null;
}

/** Which values of a sample the model takes for ids. */
type IdsRead = Pick<Model, 'vocabulary'> & Partial<Pick<Model, 'codes'>>;

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
export function uploadRows(data: PreparedData, rows: Uint32Array, { vocabulary, codes = [] }: IdsRead): DeviceRows {
  const values = new Float32Array(rows.length * data.sampleSize);
  data.gather(rows, values);
  if (vocabulary !== null) checkTokens(values, vocabulary);
  checkCodes(values, data.sampleSize, codes);
  const targets = new Float32Array(targetCount(data, rows.length));
  data.gatherTargets(rows, targets);
  const x = tf.tensor(values, [rows.length, ...data.shape.inputShape]);
  return { x, y: tf.tensor1d(targets), tokens: vocabulary === null ? null : { ids: values, vocabulary } };
}

/** Samples of these rows; throws `tokenOutOfRange` for a code that an embedding has no row for. */
function gatherChecked(data: PreparedData, { codes = [] }: IdsRead, rows: Uint32Array, out: Float32Array): void {
  data.gather(rows, out);
  if (codes.length > 0) checkCodes(out.subarray(0, rows.length * data.sampleSize), data.sampleSize, codes);
}

/** What one lane of training, or the measuring, uploads through, and the rows that were made ready for it. */
interface Stream {
  readonly x: UploadRing;
  readonly y: UploadRing;
  ready: { readonly rows: Uint32Array; readonly made: DeviceRows } | null;
}

/**
 * The rows of a data set for a device. On WebGL 2 they lie there, as far as they fit, and batches are put together by their numbers; what does not fit
 * is uploaded with the batch, through two textures that take turns, while the graphics unit is still at the batch before. Same bits either way. Token ids
 * are always uploaded: they are few, and the processor looks at each to check and to sort them.
 */
export class RowSource {
  private readonly data: PreparedData;
  private readonly model: IdsRead;
  private readonly budgetBytes: number;
  private readonly samples: RowValues;
  private readonly targets: RowValues;
  private readonly streams = new Map<number | null, Stream>();
  private readonly isOwn: boolean;
  private batches = 0;
  private held: { readonly x: ResidentRows | null; readonly y: ResidentRows | null } | null = null;
  private hadTooLittleMemory = false;

  constructor(data: PreparedData, model: IdsRead, { budgetBytes = BUDGET_BYTES, share = 1 }: RowSourceOptions = {}) {
    this.data = data;
    this.model = model;
    this.budgetBytes = budgetBytes;
    const { shape, targetSize = 1 } = data;
    const rows = wantedRows(data, share);
    const answer = targetSize === 1 ? [] : [targetSize];
    this.samples = { shape: shape.inputShape, rows, read: (some, out) => gatherChecked(data, model, some, out) };
    this.targets = { shape: answer, rows, read: (some, out) => data.gatherTargets(some, out) };
    this.isOwn = model.vocabulary === null && canHold();
  }

  /** These rows, for the lane of this seed or, where null, to measure. */
  load(rows: Uint32Array, lane: number | null = null): DeviceRows {
    this.batches += 1;
    if (this.held === null && this.isTime) this.hold();
    return this.takeReady(rows, lane) ?? this.make(rows, lane);
  }

  /** Begins to put the rows on the device that this lane will load next, so that its next update need not wait. Those that lie there need no time. */
  prepare(rows: Uint32Array, lane: number): void {
    if (!this.isOwn || this.held?.x?.has(rows)) return;
    const stream = this.streamOf(lane);
    forget(stream);
    stream.ready = { rows, made: this.make(rows, lane) };
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
    for (const stream of this.streams.values()) {
      forget(stream);
      stream.x.dispose();
      stream.y.dispose();
    }
    this.streams.clear();
    this.held?.x?.dispose();
    this.held?.y?.dispose();
    this.held = null;
  }

  private takeReady(rows: Uint32Array, lane: number | null): DeviceRows | null {
    const stream = this.streams.get(lane);
    if (!stream?.ready) return null;
    const { rows: own, made } = stream.ready;
    if (!isSameView(own, rows)) forget(stream);
    else stream.ready = null;
    return isSameView(own, rows) ? made : null;
  }

  private make(rows: Uint32Array, lane: number | null): DeviceRows {
    if (!this.isOwn) return uploadRows(this.data, rows, this.model);
    const stream = this.streamOf(lane);
    const { x, y } = this.held ?? { x: null, y: null };
    return {
      x: x ? x.load(rows, stream.x) : streamRows(this.samples, rows, stream.x),
      y: flatRows(y ? y.load(rows, stream.y) : streamRows(this.targets, rows, stream.y)),
      tokens: null,
    };
  }

  private streamOf(lane: number | null): Stream {
    const before = this.streams.get(lane);
    if (before) return before;
    const stream = { x: new UploadRing(), y: new UploadRing(), ready: null };
    this.streams.set(lane, stream);
    return stream;
  }

  private get isTime(): boolean {
    const { sampleSize, split } = this.data;
    const isSmall = 4 * sampleSize * (split.train.length + split.validation.length) <= SMALL_BYTES;
    return isSmall || this.batches > FIRST_BATCHES;
  }

  private hold(): void {
    this.hadTooLittleMemory ||= ranOutOfMemory();
    const { budgetBytes } = this;
    const y = this.isOwn ? ResidentRows.open(this.targets, budgetBytes) : null;
    const x = y && ResidentRows.open(this.samples, budgetBytes);
    // One without the other is of no use, and takes memory that is short.
    if (!x) y?.dispose();
    this.held = { x, y: x && y };
  }
}

/** Those that are trained with, then those that are measured with: as large a share of them as may stay on the device. */
function wantedRows({ split: { train, validation, test } }: PreparedData, share: number): Uint32Array {
  const all = Uint32Array.from([...train, ...validation, ...test]);
  return all.subarray(0, Math.floor(all.length * share));
}

function forget(stream: Stream): void {
  if (stream.ready) tf.dispose([stream.ready.made.x, stream.ready.made.y]);
  stream.ready = null;
}

function isSameView(a: Uint32Array, b: Uint32Array): boolean {
  return a.buffer === b.buffer && a.byteOffset === b.byteOffset && a.length === b.length;
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
