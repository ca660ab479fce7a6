import { bytesAddress } from '#shared/contract.ts';
import type { DatasetDescriptor } from '#shared/domain/dataset.ts';

/** A few samples of a data set, enough for a small picture of it. */
export type DatasetSample =
  | {
      readonly kind: 'pictures';
      readonly height: number;
      readonly width: number;
      /** 1 (grey) or 3 (red, green, blue). */
      readonly channels: number;
      readonly count: number;
      /** Of all pictures, one after the other. */
      readonly pixels: Uint8Array;
    }
  | { readonly kind: 'scatter'; readonly points: readonly { x: number; y: number; group: number }[] }
  | { readonly kind: 'regression'; readonly points: readonly { x: number; y: number }[] };

const PICTURES = 10;
const POINTS = 96;

/** Reads the first pictures of a set, or all of a small table; null where a small picture would say nothing. */
export async function readSample(
  descriptor: DatasetDescriptor,
  { pictures = PICTURES } = {},
): Promise<DatasetSample | null> {
  const address = bytesAddress.datasetPart(descriptor.id, 'samples');
  return descriptor.kind === 'image' ? readPictures(descriptor, address, pictures) : readTable(descriptor, address);
}

async function readPictures({ samples }: DatasetDescriptor, address: string, most: number): Promise<DatasetSample> {
  const [rows = 0, height = 0, width = 0, channels = 1] = samples.shape;
  const count = Math.min(rows, most);
  const pixels = await firstBytes(address, count * height * width * channels);
  return { kind: 'pictures', height, width, channels, count, pixels };
}

/** Reads so many bytes of an answer and lets go of the rest. */
async function firstBytes(address: string, wanted: number): Promise<Uint8Array> {
  const response = await fetch(address);
  const reader = response.body?.getReader();
  const bytes = new Uint8Array(wanted);
  let filled = 0;
  while (reader && filled < wanted) {
    const { done, value } = await reader.read();
    if (done) break;
    bytes.set(value.subarray(0, wanted - filled), filled);
    filled += value.length;
  }
  await reader?.cancel();
  return bytes;
}

async function readTable(descriptor: DatasetDescriptor, address: string): Promise<DatasetSample | null> {
  const { columns, target, samples } = descriptor;
  const targetIndex = columns?.findIndex((column) => column.name === target) ?? -1;
  const [rows = 0, width = 0] = samples.shape;
  if (!columns || targetIndex < 0 || rows > 20_000) return null;
  const values = new Float64Array(await (await fetch(address)).arrayBuffer());
  const features = columns.flatMap((column, index) =>
    index !== targetIndex && column.type === 'number' ? [index] : [],
  );
  const picked = spreadOver(rows, POINTS).map((row) => values.subarray(row * width, (row + 1) * width));
  if (descriptor.task === 'regression') return regression(picked, features, targetIndex);
  const [x, y] = features;
  if (x === undefined || y === undefined || features.length > 2) return null;
  // Rows with a gap have no place in the plane.
  const whole = picked.filter((row) => Number.isFinite(row[x]! + row[y]!));
  return { kind: 'scatter', points: whole.map((row) => ({ x: row[x]!, y: row[y]!, group: row[targetIndex]! })) };
}

/** The column that says most about the target, against the target. */
function regression(rows: readonly Float64Array[], features: readonly number[], target: number): DatasetSample | null {
  const [best] = [...features].sort(
    (a, b) => Math.abs(correlation(rows, b, target)) - Math.abs(correlation(rows, a, target)),
  );
  if (best === undefined) return null;
  const points = rows.map((row) => ({ x: row[best]!, y: row[target]! })).filter(({ x, y }) => Number.isFinite(x + y));
  return { kind: 'regression', points };
}

function spreadOver(rows: number, wanted: number): number[] {
  const count = Math.min(rows, wanted);
  return Array.from({ length: count }, (_, index) => Math.floor((index * rows) / count));
}

function correlation(rows: readonly Float64Array[], a: number, b: number): number {
  const pairs = rows.filter((row) => Number.isFinite(row[a]! + row[b]!));
  const meanA = mean(pairs.map((row) => row[a]!));
  const meanB = mean(pairs.map((row) => row[b]!));
  const sum = (f: (row: Float64Array) => number) => pairs.reduce((total, row) => total + f(row), 0);
  const covariance = sum((row) => (row[a]! - meanA) * (row[b]! - meanB));
  return covariance / Math.sqrt(sum((row) => (row[a]! - meanA) ** 2) * sum((row) => (row[b]! - meanB) ** 2) || 1);
}

function mean(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0) / Math.max(1, values.length);
}

/** Least-squares line y = intercept + slope·x. */
export function fittedLine(points: readonly { x: number; y: number }[]): { slope: number; intercept: number } {
  const meanX = mean(points.map(({ x }) => x));
  const meanY = mean(points.map(({ y }) => y));
  const covariance = points.reduce((total, { x, y }) => total + (x - meanX) * (y - meanY), 0);
  const slope = covariance / (points.reduce((total, { x }) => total + (x - meanX) ** 2, 0) || 1);
  return { slope, intercept: meanY - slope * meanX };
}
