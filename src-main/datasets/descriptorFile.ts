import { readFileSync } from 'node:fs';
import { open, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import * as v from 'valibot';
import { datasetKinds, guessFields, type BinaryPart, type DatasetDescriptor } from '#shared/domain/dataset.ts';
import {
  dateOrders,
  decimals,
  delimiters,
  encodings,
  quotes,
  tableOptionsSchema,
  thousandsMarks,
} from '#shared/domain/tableOptions.ts';
import { StudioError } from '#shared/result.ts';

const count = v.pipe(v.number(), v.integer(), v.minValue(0));
const number = v.nullable(v.number());
const text = v.string();
const part = v.strictObject({
  dtype: v.picklist(['uint8', 'float64', 'utf8']),
  shape: v.array(count),
  bytes: v.exactOptional(count),
});
const column = v.strictObject({
  name: text,
  type: v.picklist(['number', 'category']),
  missing: count,
  categories: v.nullable(v.array(text)),
  distinct: count,
  integer: v.boolean(),
  min: number,
  max: number,
  mean: number,
  date: v.exactOptional(v.picklist(dateOrders)),
});
const reading = v.strictObject({
  delimiter: v.picklist(delimiters),
  encoding: v.picklist(encodings),
  decimalComma: v.boolean(),
  decimal: v.exactOptional(v.picklist(decimals)),
  thousands: v.exactOptional(v.picklist(thousandsMarks)),
  quote: v.exactOptional(v.picklist(quotes)),
  header: v.exactOptional(v.boolean()),
  missing: v.exactOptional(v.array(text)),
});
const amount = v.pipe(v.number(), v.minValue(0));
const texts = v.strictObject({ meanLength: amount, meanWords: amount, maxWords: count, usualWords: count });
const time = v.variant('kind', [
  v.strictObject({ kind: v.literal('rows') }),
  v.strictObject({ kind: v.literal('date'), date: text }),
  v.strictObject({ kind: v.literal('clock'), date: text, clock: text }),
  v.strictObject({ kind: v.literal('parts'), year: text, month: text, day: text, hour: v.exactOptional(text) }),
]);
const series = v.strictObject({
  time,
  start: v.nullable(text),
  end: v.nullable(text),
  interval: v.nullable(amount),
  onGrid: v.boolean(),
  steps: count,
});
const detail = v.record(text, v.union([v.string(), v.number()]));
const guess = v.strictObject({ field: v.picklist(guessFields), where: text, value: text, code: text, detail });

const descriptorSchema = v.strictObject({
  format: v.literal('descent-studio/dataset'),
  version: v.literal(1),
  id: text,
  name: text,
  kind: v.picklist(datasetKinds),
  task: v.picklist(['classification', 'regression']),
  origin: v.picklist(['builtin', 'imported']),
  known: v.nullable(text),
  licence: v.nullable(text),
  source: v.nullable(text),
  samples: part,
  targets: v.nullable(part),
  classes: v.nullable(v.array(v.strictObject({ name: text, count }))),
  columns: v.nullable(v.array(column)),
  target: v.nullable(text),
  moreTargets: v.exactOptional(v.array(text)),
  publishedTest: count,
  split: v.strictObject({ train: count, validation: count, test: count }),
  files: v.array(v.strictObject({ name: text, bytes: count, sha256: text })),
  reading: v.exactOptional(reading),
  guesses: v.exactOptional(v.array(guess)),
  options: v.exactOptional(tableOptionsSchema),
  completeRows: v.exactOptional(count),
  text: v.exactOptional(texts),
  series: v.exactOptional(series),
  problems: v.array(v.strictObject({ code: text, where: text, detail })),
  importedAt: text,
});

export const DESCRIPTOR_FILE = 'dataset.json';
export const partFiles = { samples: 'samples.bin', targets: 'targets.bin' } as const;
export type PartName = keyof typeof partFiles;

const elementBytes = { uint8: 1, float64: 8, utf8: 1 } as const;

/** Bytes a part has on disk. */
export function partBytes({ dtype, shape, bytes }: BinaryPart): number {
  return bytes ?? shape.reduce((product, size) => product * size, elementBytes[dtype]);
}

function parseDescriptor(json: string): DatasetDescriptor | null {
  try {
    const parsed = v.safeParse(descriptorSchema, JSON.parse(json));
    return parsed.success ? parsed.output : null;
  } catch {
    return null;
  }
}

/** The descriptor of a data set folder, or null where there is none or it cannot be read. */
export function findDescriptor(folder: string): DatasetDescriptor | null {
  try {
    return parseDescriptor(readFileSync(join(folder, DESCRIPTOR_FILE), 'utf8'));
  } catch {
    return null;
  }
}

/** The descriptor of a data set folder whose binary files have the sizes it says; throws `datasetDamaged`. */
export async function readDescriptor(folder: string, name: string): Promise<DatasetDescriptor> {
  const json = await readFile(join(folder, DESCRIPTOR_FILE), 'utf8').catch(() => '');
  const descriptor = parseDescriptor(json);
  if (!descriptor) throw new StudioError('datasetDamaged', { name, file: DESCRIPTOR_FILE });
  await checkPart(folder, descriptor, 'samples');
  await checkPart(folder, descriptor, 'targets');
  return descriptor;
}

async function checkPart(folder: string, descriptor: DatasetDescriptor, name: PartName): Promise<void> {
  const expected = descriptor[name];
  if (!expected) return;
  const found = await stat(join(folder, partFiles[name])).catch(() => null);
  if (found?.size === partBytes(expected)) return;
  throw new StudioError('datasetDamaged', { name: descriptor.name, file: partFiles[name] });
}

/** Writes `dataset.json` into a folder and makes it durable. */
export async function writeDescriptor(
  folder: string,
  descriptor: DatasetDescriptor,
  file = DESCRIPTOR_FILE,
): Promise<void> {
  const handle = await open(join(folder, file), 'w');
  try {
    await handle.writeFile(`${JSON.stringify(descriptor, null, 2)}\n`);
    await handle.sync();
  } finally {
    await handle.close();
  }
}
