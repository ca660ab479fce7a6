import { join } from 'node:path';
import { StudioError } from '#shared/result.ts';
import { contentOf, type ContentFile } from '../content.ts';
import { writePart, type PartWriter } from '../partWriter.ts';
import { phaseCost, type Watch } from '../watch.ts';
import { cifar100Names, cifar10Names } from './cifarNames.ts';
import { countedClasses } from './classFolders.ts';
import { emptyClasses } from './emptyClasses.ts';
import type { HashedFile, Reader, ReadRequest, ReadSet } from './reader.ts';

const SIDE = 32;
const PLANE = SIDE * SIDE;
const PIXELS = 3 * PLANE;

/** One of the two record forms: CIFAR-10 has a label, CIFAR-100 a coarse and a fine one; then 1024 red, green and blue bytes. */
interface CifarForm {
  readonly labelBytes: 1 | 2;
  readonly recordBytes: number;
  /** Labels lie below this, from the first to the last label byte. */
  readonly limits: readonly number[];
  readonly names: readonly string[];
}

const cifar10: CifarForm = { labelBytes: 1, recordBytes: PIXELS + 1, limits: [10], names: cifar10Names };
const cifar100: CifarForm = { labelBytes: 2, recordBytes: PIXELS + 2, limits: [20, 100], names: cifar100Names };

/** The form whose records the first bytes hold, by the labels at the beginning of each; null where neither fits. `bytes` is the length of the file, null if packed. */
export function cifarForm(head: Buffer, bytes: number | null): CifarForm | null {
  return [cifar10, cifar100].find((form) => fits(form, head, bytes)) ?? null;
}

function fits({ recordBytes, limits }: CifarForm, head: Buffer, bytes: number | null): boolean {
  if (head.length < recordBytes || (bytes !== null && bytes % recordBytes !== 0)) return false;
  for (let at = 0; at + limits.length <= head.length; at += recordBytes)
    if (limits.some((limit, place) => head[at + place]! >= limit)) return false;
  return true;
}

/** The binary files of CIFAR-10 or CIFAR-100, with or without the file of their class names. */
export const cifarReader: Reader = {
  format: 'cifar',
  workPerByte: phaseCost.reading,
  isCompanion: (name) => /(^|\/)(batches\.meta|fine_label_names|coarse_label_names|readme)[^/]*$/i.test(name),
  read: readCifar,
};

async function readCifar({ files, folder, watch }: ReadRequest): Promise<ReadSet> {
  const records = files.filter(({ recognised }) => recognised.format === 'cifar').sort(testLast);
  const form = oneForm(records);
  const names = namesOf(files, form);
  const labels: number[] = [];
  let trainCount = 0;
  const readAll = async (part: PartWriter | null): Promise<void> => {
    for (const file of records) {
      await readRecords(file, form, watch, async (label, pixels) => {
        labels.push(label);
        await part?.write(pixels);
      });
      if (!isTestFile(file)) trainCount = labels.length;
    }
  };
  await (folder === null ? readAll(null) : writePart(join(folder, 'samples.bin'), readAll));
  if (folder !== null) await writePart(join(folder, 'targets.bin'), (part) => part.write(Uint8Array.from(labels)));
  const classes = countedClasses(names, labels);
  return {
    kind: 'image',
    task: 'classification',
    known: null,
    name: form === cifar10 ? 'CIFAR-10' : 'CIFAR-100',
    samples: { dtype: 'uint8', shape: [labels.length, SIDE, SIDE, 3] },
    targets: { dtype: 'uint8', shape: [labels.length] },
    classes,
    columns: null,
    target: null,
    publishedTest: trainCount === 0 ? 0 : labels.length - trainCount,
    reading: null,
    problems: emptyClasses(classes),
  };
}

const isTestFile = ({ name }: ContentFile): boolean => /test[^/]*$/i.test(name);

function testLast(a: ContentFile, b: ContentFile): number {
  return Number(isTestFile(a)) - Number(isTestFile(b)) || (a.name < b.name ? -1 : 1);
}

function oneForm(files: readonly HashedFile[]): CifarForm {
  const [first, ...others] = files.map((file) => ({ file, form: formOf(file) }));
  const other = others.find(({ form }) => form !== first!.form);
  if (other) throw new StudioError('importMixed', { first: first!.file.name, second: other.file.name });
  return first!.form;
}

function formOf({ head, bytes, gzip, name }: HashedFile): CifarForm {
  const form = cifarForm(head, gzip ? null : bytes);
  if (!form) throw new StudioError('formatUnknown', { name });
  return form;
}

/** Names from the file beside the pictures if it has as many as there are classes; else the published ones. */
function namesOf(files: readonly HashedFile[], form: CifarForm): readonly string[] {
  const beside = files.find(({ name }) => /(batches\.meta|fine_label_names)[^/]*$/i.test(name));
  const lines = beside?.head
    .toString('utf8')
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter(Boolean);
  return lines?.length === form.names.length ? lines : form.names;
}

/** Hands over the label and the pixels, interleaved, of every record. Throws `cifarTruncated`, `cifarLabel`. */
async function readRecords(
  file: HashedFile,
  { labelBytes, recordBytes, limits }: CifarForm,
  watch: Watch,
  take: (label: number, pixels: Buffer) => Promise<void>,
): Promise<void> {
  let carried: Buffer = Buffer.alloc(0);
  let count = 0;
  for await (const chunk of contentOf(file, watch.signal, watch.phase('reading', file))) {
    const bytes = carried.length > 0 ? Buffer.concat([carried, chunk]) : chunk;
    let at = 0;
    for (; at + recordBytes <= bytes.length; at += recordBytes, count++) {
      const label = bytes[at + labelBytes - 1]!;
      if (label >= limits.at(-1)!)
        throw new StudioError('cifarLabel', {
          name: file.name,
          row: count + 1,
          found: label,
          limit: limits.at(-1)! - 1,
        });
      await take(label, interleaved(bytes, at + labelBytes));
    }
    carried = bytes.subarray(at);
  }
  if (carried.length > 0)
    throw new StudioError('cifarTruncated', { name: file.name, count, expected: recordBytes, found: carried.length });
}

/** Three planes become three bytes per pixel. */
function interleaved(bytes: Buffer, from: number): Buffer {
  const pixels = Buffer.allocUnsafe(PIXELS);
  for (let pixel = 0; pixel < PLANE; pixel++)
    for (let channel = 0; channel < 3; channel++) pixels[3 * pixel + channel] = bytes[from + channel * PLANE + pixel]!;
  return pixels;
}
