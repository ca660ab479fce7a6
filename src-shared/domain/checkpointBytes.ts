import { StudioError } from '../result.ts';
import {
  CHECKPOINT_FORMAT,
  CHECKPOINT_VERSION,
  checkpointValues,
  parseCheckpointHeader,
  toJsonNumber,
  type CheckpointHeader,
  type CheckpointParameter,
  type RunCheckpoint,
} from './checkpoint.ts';

/**
 * A checkpoint file: 8 bytes "descent\n", the length of the header as uint32, the header as JSON padded with spaces to a multiple of four,
 * then float32 values. All little-endian. The values: of each weight tensor theta and its slots in the order of the header; then, where early
 * stopping keeps them, the best weights.
 */
const MAGIC = 'descent\n';
const FIXED_BYTES = MAGIC.length + 4;
/** No header is longer: a thousand tensors are a tenth of it. */
const HEADER_LIMIT_BYTES = 1024 * 1024;

/** Bytes that hold the whole header, known from the first twelve; throws `checkpointNotReadable`. */
export function checkpointHeaderEnd(start: Uint8Array<ArrayBuffer>): number {
  if (start.byteLength < FIXED_BYTES) throw notReadable();
  if (new TextDecoder().decode(start.subarray(0, MAGIC.length)) !== MAGIC) throw notReadable();
  const length = new DataView(start.buffer, start.byteOffset).getUint32(MAGIC.length, true);
  if (length > HEADER_LIMIT_BYTES || length % 4 !== 0) throw notReadable();
  return FIXED_BYTES + length;
}

/** The header of a checkpoint whose first `checkpointHeaderEnd` bytes these are; throws `checkpointNotReadable`. */
export function readCheckpointHeader(start: Uint8Array<ArrayBuffer>): CheckpointHeader {
  const end = checkpointHeaderEnd(start);
  if (start.byteLength < end) throw notReadable();
  return parseCheckpointHeader(new TextDecoder().decode(start.subarray(FIXED_BYTES, end)));
}

/** Exact length of the file with this header, whose header ends at `headerEnd`. */
export function checkpointBytes(header: CheckpointHeader, headerEnd: number): number {
  return headerEnd + 4 * checkpointValues(header);
}

/** A checkpoint as the bytes of its file. */
export function encodeCheckpoint(checkpoint: RunCheckpoint): Uint8Array<ArrayBuffer> {
  const json = new TextEncoder().encode(JSON.stringify(headerOf(checkpoint)));
  const length = Math.ceil(json.byteLength / 4) * 4;
  const arrays = arraysOf(checkpoint);
  const values = arrays.reduce((sum, array) => sum + array.length, 0);
  const bytes = new Uint8Array(FIXED_BYTES + length + 4 * values);
  bytes.set(new TextEncoder().encode(MAGIC));
  new DataView(bytes.buffer).setUint32(MAGIC.length, length, true);
  bytes.fill(0x20, FIXED_BYTES, FIXED_BYTES + length);
  bytes.set(json, FIXED_BYTES);
  const floats = new Float32Array(bytes.buffer, FIXED_BYTES + length);
  let at = 0;
  for (const array of arrays) {
    floats.set(array, at);
    at += array.length;
  }
  return bytes;
}

/** The checkpoint in these bytes; throws `checkpointNotReadable`. */
export function decodeCheckpoint(bytes: Uint8Array<ArrayBuffer>): RunCheckpoint {
  const header = readCheckpointHeader(bytes);
  const end = checkpointHeaderEnd(bytes);
  if (bytes.byteLength !== checkpointBytes(header, end)) throw notReadable();
  let at = bytes.byteOffset + end;
  const take = (values: number): Float32Array => {
    const copy = new Float32Array(bytes.buffer.slice(at, at + 4 * values));
    at += 4 * values;
    return copy;
  };
  const parameters = header.parameters.map(({ values, slots, updates }): CheckpointParameter => {
    const theta = take(values);
    const own = Object.entries(slots).map(([name, value]) => [name, value ?? take(values)] as const);
    return { theta, slots: Object.fromEntries(own), updates };
  });
  const { format: _format, version: _version, stopping, rates = [], ...known } = header;
  const rest = { ...known, rates };
  if (!stopping) return { ...rest, stopping, parameters };
  const { hasBestWeights, ...memory } = stopping;
  const bestWeights = hasBestWeights ? header.parameters.map(({ values }) => take(values)) : null;
  return { ...rest, stopping: { ...memory, bestWeights }, parameters };
}

function headerOf(checkpoint: RunCheckpoint): object {
  const { sums, plateau, rates, stopping, parameters, ...plain } = checkpoint;
  return {
    format: CHECKPOINT_FORMAT,
    version: CHECKPOINT_VERSION,
    ...plain,
    ...(rates.length > 0 && { rates }),
    sums: { loss: toJsonNumber(sums.loss), score: toJsonNumber(sums.score), rows: sums.rows },
    plateau: plateau && { ...plateau, lr: toJsonNumber(plateau.lr), best: toJsonNumber(plateau.best) },
    stopping: stopping && stoppingOf(stopping),
    parameters: parameters.map(({ theta, slots, updates }) => ({
      values: theta.length,
      slots: Object.fromEntries(Object.entries(slots).map(([name, value]) => [name, slotOf(value)])),
      updates,
    })),
  };
}

function stoppingOf({ bestWeights, ...memory }: NonNullable<RunCheckpoint['stopping']>): object {
  return { ...memory, best: toJsonNumber(memory.best), hasBestWeights: bestWeights !== null };
}

function slotOf(value: Float32Array | number): ReturnType<typeof toJsonNumber> | null {
  return typeof value === 'number' ? toJsonNumber(value) : null;
}

function arraysOf({ parameters, stopping }: RunCheckpoint): Float32Array[] {
  const tensors = parameters.flatMap(({ theta, slots }) => [
    theta,
    ...Object.values(slots).filter((value) => typeof value !== 'number'),
  ]);
  return [...tensors, ...(stopping?.bestWeights ?? [])];
}

function notReadable(): StudioError {
  return new StudioError('checkpointNotReadable');
}
