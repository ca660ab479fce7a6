/** What stands for a column in the JSON: where it begins and how many numbers it has. */
const MARK = '$column';
const BYTES = Float64Array.BYTES_PER_ELEMENT;
/** The length that stands before everything. */
const HEAD = 4;
const SPACE = 0x20;

/** Media type of such a body. */
export const columnBodyType = 'application/x-descent-columns';

/**
 * Plain values with columns of numbers among them as bytes: the length of the JSON (uint32), the JSON, spaces up to a multiple of 8, then all columns
 * as float64; little-endian. Numbers that are written out and read again cost both sides many times what moving them does.
 */
export function packColumns(value: unknown): Uint8Array<ArrayBuffer> {
  const columns: Float64Array[] = [];
  let numbers = 0;
  const text = JSON.stringify(value, (_, part: unknown) => {
    if (!(part instanceof Float64Array)) return part;
    columns.push(part);
    numbers += part.length;
    return { [MARK]: [numbers - part.length, part.length] };
  });
  const json = new TextEncoder().encode(text);
  const start = Math.ceil((HEAD + json.length) / BYTES) * BYTES;
  const body = new Uint8Array(start + numbers * BYTES).fill(SPACE, HEAD, start);
  new DataView(body.buffer).setUint32(0, start - HEAD, true);
  body.set(json, HEAD);
  const room = new Float64Array(body.buffer, start);
  let at = 0;
  for (const column of columns) {
    room.set(column, at);
    at += column.length;
  }
  return body;
}

/** The value again; its columns are views of one copy of the bytes. Throws SyntaxError, as JSON.parse does, where it is no such body. */
export function unpackColumns(bytes: Uint8Array): unknown {
  const start = startOf(bytes);
  // Not `slice`: of Node's Buffer that is no copy.
  const room = new Float64Array(new Uint8Array(bytes.subarray(start)).buffer);
  return JSON.parse(textOf(bytes.subarray(HEAD, start)), (_, part: unknown) =>
    typeof part === 'object' && part !== null && MARK in part ? columnAt(room, part[MARK]) : part,
  );
}

function startOf(bytes: Uint8Array): number {
  const start = bytes.length < HEAD ? 0 : HEAD + new DataView(bytes.buffer, bytes.byteOffset).getUint32(0, true);
  if (start < HEAD || start > bytes.length || start % BYTES !== 0 || bytes.length % BYTES !== 0)
    throw new SyntaxError(`a body of ${bytes.length} bytes whose columns begin at ${start}`);
  return start;
}

function textOf(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new SyntaxError('text that is not UTF-8');
  }
}

function columnAt(room: Float64Array, place: unknown): Float64Array {
  const [from, length]: unknown[] = Array.isArray(place) ? place : [];
  if (!isCount(from) || !isCount(length) || from + length > room.length)
    throw new SyntaxError(`no column at ${JSON.stringify(place)}`);
  return room.subarray(from, from + length);
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && Number(value) >= 0;
}
