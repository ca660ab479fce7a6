import type { DatasetDescriptor } from '#shared/domain/dataset.ts';
import type { ShownSamples } from '#shared/domain/judgement.ts';
import { shapeSize } from '#shared/layers/kind.ts';
import type { DatasetBytes } from '#shared/preprocessing/preparedData.ts';

type Raw = Omit<ShownSamples, 'rebuilt' | 'prepared'>;

const nothing: Raw = { pixels: null, cells: null, texts: null };

/** Gives samples of these rows as they are stored. Texts are looked up once, so that any row is found at once. */
export function rawSamples(descriptor: DatasetDescriptor, { samples }: DatasetBytes): (rows: Uint32Array) => Raw {
  const { kind } = descriptor;
  const width = shapeSize(descriptor.samples.shape.slice(1));
  if (kind === 'image') return (rows) => ({ ...nothing, pixels: gathered(new Uint8Array(samples), rows, width) });
  if (kind === 'text') return textRows(new Uint8Array(samples));
  if (kind === 'table') return (rows) => ({ ...nothing, cells: gathered(new Float64Array(samples), rows, width) });
  return () => nothing;
}

function gathered<T extends Uint8Array | Float64Array>(values: T, rows: Uint32Array, width: number): T {
  // A copy of the right kind and length, to be written over.
  const found = values.slice(0, rows.length * width) as T;
  rows.forEach((row, at) => found.set(values.subarray(row * width, (row + 1) * width), at * width));
  return found;
}

function textRows(bytes: Uint8Array): (rows: Uint32Array) => Raw {
  let ends: readonly number[] | null = null;
  const decoder = new TextDecoder();
  return (rows) => {
    const places = (ends ??= textEnds(bytes));
    const textAt = (row: number): string =>
      decoder.decode(bytes.subarray(row === 0 ? 0 : places[row - 1]! + 1, places[row]));
    return { ...nothing, texts: Array.from(rows, textAt) };
  };
}

/** Where the zero byte behind every text is. */
function textEnds(bytes: Uint8Array): readonly number[] {
  const ends: number[] = [];
  for (let end = bytes.indexOf(0); end >= 0; end = bytes.indexOf(0, end + 1)) ends.push(end);
  return ends;
}
