import { StudioError } from '#shared/result.ts';
import { contentOf, type ContentFile } from '../content.ts';
import type { Watch } from '../watch.ts';
import type { NpyHeader } from './npyHeader.ts';

/** A NumPy array file whose head was read. */
export interface NpyFile extends ContentFile {
  readonly header: NpyHeader;
}

/** The elements of an array in groups of whole rows (the first axis), row-major. Throws `npyTruncated`, `npyTrailing`. */
export async function* npyRows(
  { header, ...file }: NpyFile,
  watch: Watch,
  isCounted = true,
): AsyncGenerator<Float64Array, void, void> {
  const { shape, elementBytes, bodyOffset, read } = header;
  const rowElements = shape.slice(1).reduce((product, size) => product * size, 1);
  const rowBytes = rowElements * elementBytes;
  const end = bodyOffset + shape[0]! * rowBytes;
  const advance = isCounted ? watch.phase('reading', file) : undefined;
  let position = 0;
  let carried: Buffer = Buffer.alloc(0);
  for await (const chunk of contentOf(file, watch.signal, advance)) {
    const body = chunk.subarray(Math.max(0, bodyOffset - position));
    position += chunk.length;
    if (position > end) throw new StudioError('npyTrailing', { name: file.name, expected: end });
    const bytes = carried.length > 0 ? Buffer.concat([carried, body]) : body;
    const whole = Math.floor(bytes.length / rowBytes) * rowBytes;
    if (whole > 0) yield elements(bytes.subarray(0, whole), elementBytes, read);
    // A copy: the chunk's buffer may be used again.
    carried = Buffer.from(bytes.subarray(whole));
  }
  if (position < end) throw new StudioError('npyTruncated', { name: file.name, expected: end, found: position });
}

function elements(bytes: Buffer, size: number, read: NpyHeader['read']): Float64Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const values = new Float64Array(bytes.length / size);
  for (let at = 0; at < values.length; at++) values[at] = read(view, at * size);
  return values;
}

/** All elements of a small array, such as labels: eight bytes each. */
export async function npyValues(file: NpyFile, watch: Watch): Promise<Float64Array> {
  const values = new Float64Array(file.header.shape.reduce((product, size) => product * size, 1));
  let at = 0;
  for await (const rows of npyRows(file, watch)) {
    values.set(rows, at);
    at += rows.length;
  }
  return values;
}
