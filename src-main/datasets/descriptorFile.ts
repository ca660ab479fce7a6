import { readFileSync } from 'node:fs';
import { open, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import * as v from 'valibot';
import type { BinaryPart, DatasetDescriptor } from '#shared/domain/dataset.ts';
import { StudioError } from '#shared/result.ts';

const count = v.pipe(v.number(), v.integer(), v.minValue(0));
const number = v.nullable(v.number());
const text = v.string();
const part = v.strictObject({ dtype: v.picklist(['uint8', 'float64']), shape: v.array(count) });
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
});
const reading = v.strictObject({
  delimiter: v.picklist([',', ';', '\t']),
  encoding: v.picklist(['utf-8', 'latin1']),
  decimalComma: v.boolean(),
});

const descriptorSchema = v.strictObject({
  format: v.literal('descent-studio/dataset'),
  version: v.literal(1),
  id: text,
  name: text,
  kind: v.picklist(['image', 'table']),
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
  publishedTest: count,
  split: v.strictObject({ train: count, validation: count, test: count }),
  files: v.array(v.strictObject({ name: text, bytes: count, sha256: text })),
  reading: v.exactOptional(reading),
  problems: v.array(
    v.strictObject({ code: text, where: text, detail: v.record(text, v.union([v.string(), v.number()])) }),
  ),
  importedAt: text,
});

export const DESCRIPTOR_FILE = 'dataset.json';
export const partFiles = { samples: 'samples.bin', targets: 'targets.bin' } as const;
export type PartName = keyof typeof partFiles;

const elementBytes = { uint8: 1, float64: 8 } as const;

/** Bytes a part has on disk. */
export function partBytes({ dtype, shape }: BinaryPart): number {
  return shape.reduce((product, size) => product * size, elementBytes[dtype]);
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
