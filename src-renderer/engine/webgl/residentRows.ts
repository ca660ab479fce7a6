import * as tf from '@tensorflow/tfjs';
import { freeingMemory, ranOutOfMemory } from './deviceMemory.ts';
import { CODES_IN_A_FLOAT, paletteCodes } from './paletteCodes.ts';
import { flatTensor, gatherRows, type FlatValues } from './programs/gatherRows.ts';
import type { UploadRing } from './uploadRing.ts';

/** Rows of numbers somewhere outside of the device. */
export interface RowValues {
  /** One row. */
  readonly shape: readonly number[];
  /** Rows that will be asked for, by their numbers; the first are held first. */
  readonly rows: Uint32Array;
  /** Writes these rows one after another into `out`. */
  read(rows: Uint32Array, out: Float32Array): void;
}

/** Values read at once while they are prepared: 4 MB. */
const READ_VALUES = 2 ** 20;
/** Tries with half the bytes after the first: what does not fit four times over is not worth another. */
const MOST_HALVINGS = 3;

/** Rows that lie on the device, as many as fit; the others go there with the batch that has them. */
export class ResidentRows {
  private readonly source: RowValues;
  private readonly held: FlatValues;
  /** By row number: its place among the rows on the device, or −1. */
  private readonly places: Int32Array;

  private constructor(source: RowValues, held: FlatValues) {
    this.source = source;
    this.held = held;
    const last = source.rows.reduce((most, row) => Math.max(most, row), 0);
    this.places = new Int32Array(last + 1).fill(-1);
    source.rows.subarray(0, held.rows).forEach((row, place) => (this.places[row] = place));
  }

  /**
   * Puts rows of at most so many bytes on the device: half of them after every try for which it has no memory, until it is not worth it; then, or where
   * not a single one fits, null.
   */
  static open(source: RowValues, budgetBytes: number): ResidentRows | null {
    for (let halved = 0; halved <= MOST_HALVINGS; halved++) {
      const held = upload(source, budgetBytes, 2 ** halved);
      if (held !== 'noMemory') return held && new ResidentRows(source, held);
    }
    return null;
  }

  /** Rows on the device. */
  get heldRows(): number {
    return this.held.rows;
  }

  /** True where all of these rows lie on the device. */
  has(rows: Uint32Array): boolean {
    return rows.every((row) => this.placeOf(row) >= 0);
  }

  /** These rows, [how many, ...shape], as if they had been uploaded: the same bits. What is missing goes through the ring. The caller disposes them. */
  load(rows: Uint32Array, ring: UploadRing): tf.Tensor {
    const missing = rows.filter((row) => this.placeOf(row) < 0);
    let next = this.held.rows;
    const numbers = Array.from(rows, (row) => (this.placeOf(row) < 0 ? next++ : this.placeOf(row)));
    const extra = missing.length > 0 ? uploaded(this.source, missing, ring) : null;
    return gatherRows(this.held, numbers, this.source.shape, extra);
  }

  dispose(): void {
    freeingMemory(() => tf.dispose([this.held.values, this.held.palette ?? []]));
  }

  private placeOf(row: number): number {
    return this.places[row] ?? -1;
  }
}

/** These rows, [how many, ...shape], all uploaded through the ring. The caller disposes them. */
export function streamRows(source: RowValues, rows: Uint32Array, ring: UploadRing): tf.Tensor {
  const held = { values: uploaded(source, rows, ring), palette: null, rows: rows.length };
  const numbers = Array.from(rows, (_, place) => place);
  return gatherRows(held, numbers, source.shape, null);
}

function uploaded(source: RowValues, rows: Uint32Array, ring: UploadRing): tf.Tensor {
  return ring.write(rows.length * sizeOf(source), (out) => source.read(rows, out));
}

function sizeOf({ shape }: RowValues): number {
  return shape.reduce((product, length) => product * length, 1);
}

/** As many rows as the budget allows, divided by `part`; null for none. */
function upload(source: RowValues, budgetBytes: number, part: number): FlatValues | 'noMemory' | null {
  const size = sizeOf(source);
  const rowsFor = (bytesOfValue: number): number =>
    Math.floor(Math.min(source.rows.length, Math.floor(budgetBytes / (size * bytesOfValue))) / part);
  const codedRows = rowsFor(4 / CODES_IN_A_FLOAT);
  const coded = size > 1 ? paletteCodes(parts(source, codedRows), codedRows * size) : null;
  const rows = coded ? codedRows : rowsFor(4);
  if (rows === 0) return null;
  const values = coded?.codes ?? all(source, rows);
  const held = { values: flatTensor(values), palette: coded && flatTensor(coded.palette), rows };
  if (isOnDevice(held, source.shape)) return held;
  freeingMemory(() => tf.dispose([held.values, held.palette ?? []]));
  return 'noMemory';
}

function* parts(source: RowValues, count: number): Iterable<Float32Array> {
  const size = sizeOf(source);
  const atOnce = Math.max(1, Math.floor(READ_VALUES / size));
  for (let from = 0; from < count; from += atOnce) {
    const rows = source.rows.subarray(from, Math.min(count, from + atOnce));
    const values = new Float32Array(rows.length * size);
    source.read(rows, values);
    yield values;
  }
}

function all(source: RowValues, count: number): Float32Array {
  const values = new Float32Array(count * sizeOf(source));
  source.read(source.rows.subarray(0, count), values);
  return values;
}

/** Uploads for good, by asking for a row, and says whether there was memory for it. */
function isOnDevice(held: FlatValues, shape: readonly number[]): boolean {
  ranOutOfMemory();
  try {
    freeingMemory(() => gatherRows(held, [held.rows - 1], shape, null).dispose());
  } catch {
    return false;
  }
  return !ranOutOfMemory();
}
