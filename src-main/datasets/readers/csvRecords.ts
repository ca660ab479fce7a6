import { CsvError, parse } from 'csv-parse';
import { pipeline } from 'node:stream/promises';
import type { CsvReading } from '#shared/domain/dataset.ts';
import { StudioError } from '#shared/result.ts';
import { contentOf, type ContentFile } from '../content.ts';
import { fileTrouble } from '../fileTrouble.ts';
import type { Phase, Watch } from '../watch.ts';

/** A record longer than this is an unclosed quote rather than a row. */
const MAX_RECORD_CHARACTERS = 1 << 20;

/**
 * Calls `take` with the trimmed cells of every record and the line it begins on. Streaming: `take` runs while the file is read and
 * nothing is kept. Throws `csvQuote`, `csvRowTooLong`, what `take` throws, and what reading throws.
 */
export async function readRecords(
  file: ContentFile,
  reading: Pick<CsvReading, 'delimiter' | 'encoding'>,
  phase: Phase,
  watch: Watch,
  take: (cells: readonly string[], line: number) => void,
): Promise<void> {
  let lastLine = 0;
  const parser = parse({
    bom: true,
    delimiter: reading.delimiter,
    record_delimiter: ['\r\n', '\n', '\r'],
    skip_empty_lines: true,
    relax_column_count: true,
    max_record_size: MAX_RECORD_CHARACTERS,
    // A blank between delimiter and quote; with tabs the parser would take the delimiter itself for a blank.
    ltrim: reading.delimiter !== '\t',
    on_record: (cells: string[], { lines }: { lines: number }) => {
      lastLine = lines;
      for (let i = 0; i < cells.length; i++) cells[i] = cells[i]!.trim();
      take(cells, lines - lineBreaks(cells));
      // Nothing is passed on: the record stream of csv-parse would cost more than its parsing.
      return null;
    },
  });
  const content = contentOf(file, watch.signal, watch.phase(phase, file));
  const text = reading.encoding === 'utf-8' ? content : decoded(content);
  try {
    await pipeline(text, parser, drain, { signal: watch.signal });
  } catch (error) {
    throw csvTrouble(error, file.name, lastLine + 1);
  }
}

async function drain(records: AsyncIterable<unknown>): Promise<void> {
  for await (const record of records) void record;
}

async function* decoded(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  const decoder = new TextDecoder('windows-1252');
  for await (const chunk of chunks) yield Buffer.from(decoder.decode(chunk, { stream: true }));
}

/** Line breaks inside quoted cells. */
function lineBreaks(cells: readonly string[]): number {
  let count = 0;
  for (const cell of cells) for (let at = cell.indexOf('\n'); at >= 0; at = cell.indexOf('\n', at + 1)) count += 1;
  return count;
}

function csvTrouble(error: unknown, name: string, line: number): unknown {
  if (!(error instanceof CsvError)) return fileTrouble(error, name);
  if (error.code === 'CSV_MAX_RECORD_SIZE') return new StudioError('csvRowTooLong', { name, line });
  return new StudioError('csvQuote', { name, line });
}
