import { StudioError } from '#shared/result.ts';
import { contentOf } from '../content.ts';
import { stopIfCancelled, type Watch } from '../watch.ts';
import type { SampleRecord } from './csvHeader.ts';
import type { ProbedFile } from './probe.ts';
import { tableReader } from './tableReader.ts';
import type { TableSource } from './tableSource.ts';
import { unpackedBytes } from './zipDirectory.ts';

/** Excel itself saves a full sheet of twenty columns in less. The file is held in memory; its rows are not. */
const MAX_FILE_BYTES = 100 * 2 ** 20;
/** Parts that are held unpacked: texts, styles, names. */
const MAX_HELD_BYTES = 100 * 2 ** 20;
const SAMPLE_ROWS = 2000;
const isSheet = (part: string): boolean => part.startsWith('xl/worksheets/');

/** The first sheet of an Excel workbook. */
export const xlsxReader = tableReader('xlsx', (file, _, watch, work) => openSource(file, watch).then(work));

async function openSource(file: ProbedFile, watch: Watch): Promise<TableSource> {
  const { name } = file;
  const workbook = await loadFile(file, watch);
  const held = unpackedBytes(workbook, (part) => !isSheet(part));
  if (held > MAX_HELD_BYTES)
    throw new StudioError('xlsxLarge', { name, found: megabytes(held), limit: megabytes(MAX_HELD_BYTES) });
  const sample: SampleRecord[] = [];
  let width = 0;
  for await (const record of records(workbook, name, watch, SAMPLE_ROWS)) {
    sample.push(record);
    width = Math.max(width, record.cells.length);
  }
  // Cells at the end of a row that are empty are not in the file.
  const padded = (cells: readonly string[]): readonly string[] =>
    cells.length < width ? [...cells, ...Array<string>(width - cells.length).fill('')] : cells;
  return {
    name,
    sample: sample.map(({ cells, line }) => ({ cells: padded(cells), line })),
    names: null,
    text: null,
    guesses: [],
    read: async (table, { hasHeader }) => {
      let headers = hasHeader ? 1 : 0;
      for await (const { cells, line } of records(workbook, name, watch)) {
        if (headers > 0) headers -= 1;
        else table.texts(padded(cells), line);
      }
    },
  };
}

async function loadFile(file: ProbedFile, watch: Watch): Promise<Uint8Array> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of contentOf(file, watch.signal, watch.phase('reading', file))) {
    chunks.push(chunk);
    length += chunk.length;
    if (length > MAX_FILE_BYTES)
      throw new StudioError('xlsxLarge', {
        name: file.name,
        found: megabytes(Math.max(length, file.bytes)),
        limit: megabytes(MAX_FILE_BYTES),
      });
  }
  return Buffer.concat(chunks);
}

const megabytes = (bytes: number): number => Math.round(bytes / 2 ** 20);

/** The rows of the first sheet that are not empty, every cell a text. Throws `xlsxEncrypted`, `xlsxDamaged`. */
async function* records(
  workbook: Uint8Array,
  name: string,
  { signal }: Watch,
  maxRows?: number,
): AsyncGenerator<SampleRecord, void, void> {
  // Only here: no other import pays for loading it.
  const { streamXlsxRows } = await import('hucre/xlsx');
  try {
    for await (const { index, values } of streamXlsxRows(workbook, maxRows === undefined ? {} : { maxRows })) {
      stopIfCancelled(signal);
      const cells = values.map(cellOf);
      if (cells.some((cell) => cell !== '')) yield { cells, line: index + 1 };
    }
  } catch (error) {
    if (error instanceof StudioError) throw error;
    const isEncrypted = error instanceof Error && /encrypt|password/i.test(`${error.name} ${error.message}`);
    throw new StudioError(isEncrypted ? 'xlsxEncrypted' : 'xlsxDamaged', { name });
  }
}

/** Dates as ISO 8601, without the time where it is midnight. */
function cellOf(value: unknown): string {
  if (value === null || value === undefined) return '';
  if (!(value instanceof Date)) return String(value).trim();
  if (Number.isNaN(value.getTime())) return '';
  return value.toISOString().slice(0, 19).replace('T00:00:00', '').replace('T', ' ');
}
