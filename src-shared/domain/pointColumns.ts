import type { EpochRecord, StepValues } from './run.ts';

/** Numbers of one kind, in order. Side by side with NaN where one is not finite; a list with null where they came as JSON. */
export type Column = Float64Array<ArrayBuffer> | (number | null)[];

/** `StepValues` as one block of memory: it is moved between threads, a list is copied number by number. NaN: not finite. */
export interface PackedSteps extends Omit<StepValues, 'values'> {
  readonly values: Float64Array<ArrayBuffer>;
}

/** Consecutive epoch records that have the same fields: a column of each, `metrics.accuracy` for a field in a field. */
export type EpochBlock<C extends Column = Column> = Record<string, C>;

/** A value that may be missing or not finite, as a column keeps it. */
type Field = readonly [key: string, value: number | null];

export function packedSteps({ series, fromStep, values }: StepValues): PackedSteps {
  return { series, fromStep, values: Float64Array.from(values, orNaN) };
}

/** Consecutive pieces of one series as one piece; the pieces given stay as they are. */
export function joinPacked(pieces: readonly PackedSteps[]): PackedSteps[] {
  const stretches: PackedSteps[][] = [];
  const open = new Map<string, { readonly parts: PackedSteps[]; end: number }>();
  for (const piece of pieces) {
    const known = open.get(piece.series);
    const end = piece.fromStep + piece.values.length;
    if (known?.end === piece.fromStep) {
      known.parts.push(piece);
      known.end = end;
      continue;
    }
    const parts = [piece];
    stretches.push(parts);
    open.set(piece.series, { parts, end });
  }
  return stretches.map(joined);
}

function joined(parts: readonly PackedSteps[]): PackedSteps {
  const [first, last] = [parts[0]!, parts.at(-1)!];
  if (first === last) return first;
  const values = new Float64Array(last.fromStep + last.values.length - first.fromStep);
  for (const part of parts) values.set(part.values, part.fromStep - first.fromStep);
  return { ...first, values };
}

/** Epoch records as columns, in order; a new block begins where the fields change. */
export function packedEpochs(records: readonly EpochRecord[]): EpochBlock<Float64Array<ArrayBuffer>>[] {
  const blocks: { readonly keys: string; readonly rows: (readonly Field[])[] }[] = [];
  for (const record of records) {
    const row = fieldsOf(record);
    const keys = row.map(([key]) => key).join();
    const last = blocks.at(-1);
    if (last?.keys === keys) last.rows.push(row);
    else blocks.push({ keys, rows: [row] });
  }
  return blocks.map(({ rows }) =>
    Object.fromEntries(rows[0]!.map(([key], at) => [key, Float64Array.from(rows, (row) => orNaN(row[at]![1]))])),
  );
}

/** What a value of each field of an epoch record may be. */
const finiteOrNone = (value: number | null): boolean => value === null || Number.isNaN(value) || Number.isFinite(value);
const wholeNumber = (value: number | null): boolean => Number.isSafeInteger(value) && value! >= 0;
const fieldRules: ReadonlyMap<string, (value: number | null) => boolean> = new Map([
  ['epoch', wholeNumber],
  ['step', wholeNumber],
  ['seconds', (value) => value !== null && value >= 0 && Number.isFinite(value)],
  ['loss', finiteOrNone],
  ['valLoss', finiteOrNone],
]);
const otherFields = /^(trainLoss|samplesPerSecond|(metrics|valMetrics|trainMetrics)\..+)$/s;

/** True where every record of the block is one; found column by column, because of a small network there are a thousand records a second. */
export function isEpochBlock(block: EpochBlock): boolean {
  const count = epochCount(block);
  const isSound = ([key, column]: [string, Column]): boolean => {
    const rule = fieldRules.get(key) ?? (otherFields.test(key) ? finiteOrNone : null);
    return rule !== null && column.length === count && Array.prototype.every.call(column, rule);
  };
  return [...fieldRules.keys()].every((key) => Object.hasOwn(block, key)) && Object.entries(block).every(isSound);
}

/** The records of a block, as they were before they were packed. */
export function epochsOf(block: EpochBlock): EpochRecord[] {
  const columns = Object.entries(block);
  return Array.from({ length: columns[0]?.[1].length ?? 0 }, (_, row) => {
    const record: Record<string, unknown> = { metrics: {}, valMetrics: {} };
    for (const [key, column] of columns) {
      const dot = key.indexOf('.');
      const value = orNull(column[row]);
      if (dot < 0) record[key] = value;
      else inner(record, key.slice(0, dot))[key.slice(dot + 1)] = value;
    }
    // The two came into the records together.
    if ('trainLoss' in record) record.trainMetrics ??= {};
    return record as unknown as EpochRecord;
  });
}

function inner(record: Record<string, unknown>, name: string): Record<string, number | null> {
  return (record[name] ??= {}) as Record<string, number | null>;
}

/** Epoch records, however they came. */
export function recordsOf(parts: readonly (EpochRecord | EpochBlock)[]): EpochRecord[] {
  return parts.flatMap((part) => (isRecord(part) ? [part] : epochsOf(part)));
}

function isRecord(part: EpochRecord | EpochBlock): part is EpochRecord {
  return typeof part.epoch === 'number';
}

/** How many records a block has. */
export function epochCount(block: EpochBlock): number {
  return block.epoch?.length ?? 0;
}

/** A part of every column. */
export function epochSlice(block: EpochBlock, from: number, to: number): EpochBlock {
  return Object.fromEntries(Object.entries(block).map(([key, column]) => [key, column.slice(from, to)]));
}

/** What a column has of a place, with null where it is not finite. */
export function orNull(value: number | null | undefined): number | null {
  return value === undefined || value === null || Number.isNaN(value) ? null : value;
}

function orNaN(value: number | null): number {
  return value ?? Number.NaN;
}

function fieldsOf({ metrics, valMetrics, trainMetrics = {}, ...numbers }: EpochRecord): readonly Field[] {
  const inside = Object.entries({ metrics, valMetrics, trainMetrics }).flatMap(([name, values]) =>
    Object.entries(values).map(([field, value]): Field => [`${name}.${field}`, value]),
  );
  return [...Object.entries(numbers), ...inside];
}
