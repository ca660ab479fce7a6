/** Shorter lists are not worth a typed array. */
const WORTH_PACKING = 16;

/**
 * The same value with its long lists of numbers (or null) as Float64Array, NaN for null: between threads numbers side by side are copied as
 * one block, a list number by number. Typed arrays in it stay as they are.
 */
export function packNumbers(value: unknown): unknown {
  if (Array.isArray(value)) return packedList(value) ?? value.map(packNumbers);
  return isPlain(value) ? mapped(value, packNumbers) : value;
}

/** What `packNumbers` was given: every Float64Array is a list again, with null for NaN. */
export function unpackNumbers(value: unknown): unknown {
  if (value instanceof Float64Array) return unpackedList(value);
  if (Array.isArray(value)) return value.map(unpackNumbers);
  return isPlain(value) ? mapped(value, unpackNumbers) : value;
}

/** Null where the list holds anything but numbers and null, or little. */
function packedList(list: readonly unknown[]): Float64Array | null {
  if (list.length < WORTH_PACKING) return null;
  const packed = new Float64Array(list.length);
  for (let i = 0; i < list.length; i++) {
    const value = list[i];
    if (value === null) packed[i] = Number.NaN;
    else if (typeof value === 'number') packed[i] = value;
    else return null;
  }
  return packed;
}

/** Without null the engine keeps the numbers of a list side by side, without one object for each. */
function unpackedList(packed: Float64Array): (number | null)[] {
  const list: (number | null)[] = Array.from(packed);
  for (let i = 0; i < list.length; i++) if (Number.isNaN(list[i])) list[i] = null;
  return list;
}

function isPlain(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}

function mapped(value: Readonly<Record<string, unknown>>, change: (part: unknown) => unknown): unknown {
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, change(part)]));
}
