import { scanStream } from './csvBytes.ts';
import type { SampleRecord } from './csvHeader.ts';
import { createScanner, MAX_RECORD_BYTES, type RawRecord, type RecordTarget } from './csvScan.ts';

/** As much of a file is looked at before it is read. */
export const SAMPLE_BYTES = 1 << 18;
/** A beginning with fewer records tells nothing of the columns: then more is looked at. */
const MIN_RECORDS = 20;

/** The records at the beginning of a table, every cell a text; blank rows are none. Throws `csvQuote`, `csvRowTooLong`. */
export async function sampleRecords(
  chunks: () => AsyncIterable<Uint8Array>,
  dialect: { readonly delimiter: number; readonly quote: number; readonly name: string },
): Promise<readonly SampleRecord[]> {
  const short = await recordsOf(chunks(), dialect, SAMPLE_BYTES);
  if (short.isWhole || short.records.length >= MIN_RECORDS) return short.records;
  return (await recordsOf(chunks(), dialect, 4 * MAX_RECORD_BYTES)).records;
}

async function recordsOf(
  chunks: AsyncIterable<Uint8Array>,
  dialect: { readonly delimiter: number; readonly quote: number; readonly name: string },
  limit: number,
): Promise<{ readonly records: readonly SampleRecord[]; readonly isWhole: boolean }> {
  const records: SampleRecord[] = [];
  const scanner = createScanner({ ...dialect, point: 0, headerRecords: 0 }, collect(records));
  const stop = { isCut: false };
  await scanStream(limited(chunks, limit, stop), scanner, dialect.name, () => !stop.isCut);
  return { records, isWhole: !stop.isCut };
}

async function* limited(
  chunks: AsyncIterable<Uint8Array>,
  limit: number,
  stop: { isCut: boolean },
): AsyncGenerator<Uint8Array, void, void> {
  let length = 0;
  for await (const chunk of chunks) {
    stop.isCut = length + chunk.length > limit;
    yield chunk.subarray(0, limit - length);
    length += chunk.length;
    if (stop.isCut) return;
  }
}

function collect(records: SampleRecord[]): RecordTarget {
  return {
    block: new Float64Array(0),
    places: new Int32Array(0),
    row: ({ line, filled, texts, values }: RawRecord) => {
      if (filled > 0) records.push({ line, cells: values.slice(0, texts) });
      return 0;
    },
  };
}
