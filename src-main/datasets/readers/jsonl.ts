import type { TableOptions } from '#shared/domain/tableOptions.ts';
import { StudioError } from '#shared/result.ts';
import { silentWatch, type Watch } from '../watch.ts';
import type { SampleRecord } from './csvHeader.ts';
import { SAMPLE_BYTES } from './csvSample.ts';
import { MAX_RECORD_BYTES } from './csvScan.ts';
import { guessEncoding, utf8Of } from './csvText.ts';
import type { ProbedFile } from './probe.ts';
import { tableReader } from './tableReader.ts';
import type { TableSource } from './tableSource.ts';

const MAX_COLUMNS = 10_000;

/** Tables of one JSON object per line; the columns are all keys that occur, in order of appearance. */
export const jsonlReader = tableReader('jsonl', (file, options, watch, work) =>
  openSource(file, options, watch).then(work),
);

interface JsonRow {
  readonly line: number;
  readonly values: ReadonlyMap<string, unknown>;
}

async function openSource(file: ProbedFile, options: TableOptions, watch: Watch): Promise<TableSource> {
  const encoding = options.encoding ?? guessEncoding(file.head).encoding;
  const rows = (rowWatch: Watch) => jsonRows(utf8Of(file, { encoding, check: false }, 'reading', rowWatch), file.name);
  const { names, first } = await survey(rows(silentWatch(watch.signal)), file.name);
  const cellsOf = ({ values }: JsonRow): string[] => names.map((name) => cellOf(values.get(name)));
  return {
    name: file.name,
    sample: first.map((row): SampleRecord => ({ line: row.line, cells: cellsOf(row) })),
    names,
    text: null,
    guesses: [],
    read: async (table) => {
      for await (const row of rows(watch)) table.texts(cellsOf(row), row.line);
    },
  };
}

/** All keys of a file and its first rows. */
async function survey(
  rows: AsyncIterable<JsonRow>,
  name: string,
): Promise<{ readonly names: readonly string[]; readonly first: readonly JsonRow[] }> {
  const names = new Set<string>();
  const first: JsonRow[] = [];
  let characters = 0;
  for await (const row of rows) {
    for (const key of row.values.keys()) names.add(key);
    if (names.size > MAX_COLUMNS)
      throw new StudioError('csvManyColumns', { name, found: names.size, limit: MAX_COLUMNS });
    if (characters > SAMPLE_BYTES) continue;
    first.push(row);
    for (const value of row.values.values()) characters += cellOf(value).length + 1;
  }
  if (names.size < 2) throw new StudioError('csvOneColumn', { name, value: [...names][0] ?? '' });
  return { names: [...names], first };
}

async function* jsonRows(chunks: AsyncIterable<Uint8Array>, name: string): AsyncGenerator<JsonRow, void, void> {
  let line = 0;
  for await (const text of lines(chunks, name)) {
    line += 1;
    if (text.trim() !== '') yield { line, values: parseRow(text, name, line) };
  }
}

async function* lines(chunks: AsyncIterable<Uint8Array>, name: string): AsyncGenerator<string, void, void> {
  const decoder = new TextDecoder();
  let carried = '';
  let line = 1;
  for await (const chunk of chunks) {
    const pieces = (carried + decoder.decode(chunk, { stream: true })).split('\n');
    carried = pieces.pop() ?? '';
    line += pieces.length;
    yield* pieces;
    if (carried.length > MAX_RECORD_BYTES) throw new StudioError('csvRowTooLong', { name, line });
  }
  if (carried !== '') yield carried;
}

function parseRow(text: string, name: string, line: number): ReadonlyMap<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return new Map(Object.entries(value));
  } catch {
    // Told below, with the line.
  }
  throw new StudioError('jsonlLine', { name, line, value: text.trim().slice(0, 60) });
}

/** What stands for a value in the cells of a table; lists and objects as JSON. */
function cellOf(value: unknown): string {
  if (value === null || value === undefined) return '';
  return typeof value === 'object' ? JSON.stringify(value) : String(value).trim();
}
