import { closeSync, fsyncSync, openSync, writeSync } from 'node:fs';
import { basename } from 'node:path';
import type { CsvReading } from '#shared/domain/dataset.ts';
import type { ContentFile } from '../content.ts';
import { fileTrouble } from '../fileTrouble.ts';
import type { Watch } from '../watch.ts';
import { isMissing, parseCommaNumber, parseNumber } from './cell.ts';
import { columnInfo, isNumber, shortText, type ColumnProfile } from './csvProfile.ts';
import { readRecords } from './csvRecords.ts';
import { isEmptyRow, type TableSurvey } from './csvSurvey.ts';

const BLOCK_VALUES = 1 << 16;

/** The second pass: writes every kept cell as float64, row by row, to a new file and makes it durable. Memory: one block. */
export async function writeTable(
  file: ContentFile,
  dialect: Pick<CsvReading, 'delimiter' | 'encoding'>,
  survey: TableSurvey,
  path: string,
  watch: Watch,
): Promise<void> {
  const encoders = survey.kept.map((at) => ({ at, encode: cellEncoder(survey.profiles[at]!) }));
  const output = openBlocks(path);
  let isHeader = true;
  try {
    await readRecords(file, dialect, 'writing', watch, (cells) => {
      if (!isHeader && !isEmptyRow(cells)) for (const { at, encode } of encoders) output.push(encode(cells[at]!));
      isHeader = false;
    });
    output.finish();
  } finally {
    output.close();
  }
}

/** Text of a cell → its number, or the index of its category; NaN for a missing one. */
function cellEncoder(profile: ColumnProfile): (cell: string) => number {
  if (isNumber(profile)) return (cell) => parseNumber(cell) ?? parseCommaNumber(cell) ?? NaN;
  const categories = columnInfo(profile).categories ?? [];
  const places = new Map(categories.map((text, place) => [text, place]));
  const other = categories.length - 1;
  return (cell) => (isMissing(cell) ? NaN : (places.get(shortText(cell)) ?? other));
}

interface Blocks {
  push(value: number): void;
  finish(): void;
  close(): void;
}

/** Synchronous on purpose: this runs in a worker thread, between two records of a parser that does not wait. */
function openBlocks(path: string): Blocks {
  const guarded = <T>(work: () => T): T => {
    try {
      return work();
    } catch (error) {
      throw fileTrouble(error, basename(path));
    }
  };
  const file = guarded(() => openSync(path, 'wx'));
  // Typed arrays are little-endian on every machine that Node supports Electron on.
  const block = new Float64Array(BLOCK_VALUES);
  let used = 0;
  const flush = (): void => {
    const bytes = new Uint8Array(block.buffer, 0, used * 8);
    for (let from = 0; from < bytes.length;) from += guarded(() => writeSync(file, bytes, from));
    used = 0;
  };
  return {
    push: (value) => {
      block[used++] = value;
      if (used === BLOCK_VALUES) flush();
    },
    finish: () => {
      flush();
      guarded(() => fsyncSync(file));
    },
    close: () => closeSync(file),
  };
}
