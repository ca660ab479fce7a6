import { parse } from 'csv-parse/sync';
import { describe, expect, it } from 'vitest';
import { scanStream } from '#main/datasets/readers/csvBytes.ts';
import { readNumber } from '#main/datasets/readers/csvNumber.ts';
import { createScanner, type RawRecord } from '#main/datasets/readers/csvScan.ts';
import { generator } from '#shared/random/generator.ts';

/** Records and the lines they begin on, read in chunks of so many bytes. */
async function scan(text: string, chunkBytes: number): Promise<{ cells: string[]; line: number }[]> {
  const bytes = Buffer.from(text);
  const records: { cells: string[]; line: number }[] = [];
  const target = {
    block: new Float64Array(0),
    places: new Int32Array(0),
    row: ({ values, texts, line }: RawRecord) => {
      records.push({ cells: values.slice(0, texts), line });
      return 0;
    },
  };
  async function* chunks() {
    for (let from = 0; from < bytes.length; from += chunkBytes) yield bytes.subarray(from, from + chunkBytes);
  }
  const dialect = { delimiter: 44, quote: 34, point: 46, name: 'x.csv', headerRecords: 0 };
  await scanStream(chunks(), createScanner(dialect, target), 'x.csv');
  return records;
}

const pieces = ['a', 'é€😀', ' ', '""', ',', '\n', 'x y', '-1.5', "'", ';', '\t', '7'];

/** A lawful table: every second cell quoted, with marks, line breaks and letters of every length. */
function table(seed: number): string {
  const { uniform } = generator(seed, 'tables');
  let drawn = 0;
  const below = (limit: number): number => Math.floor(uniform(drawn++) * limit);
  const lineEnd = ['\n', '\r\n', '\r'][below(3)]!;
  const cell = (): string => {
    const text = Array.from({ length: below(6) }, () => pieces[below(pieces.length)]!).join('');
    return below(2) === 0 ? `"${text}"` : text.replace(/[",\n]/g, '');
  };
  const rows = Array.from({ length: 1 + below(12) }, () => Array.from({ length: 1 + below(5) }, cell).join(','));
  return rows.join(lineEnd) + (below(2) === 0 ? lineEnd : '');
}

/** A line of blanks is no record to one of the two and an empty one to the other. */
const isFilled = (cells: readonly string[]): boolean => cells.length > 1 || cells[0] !== '';

describe('records', () => {
  it('are those of csv-parse, wherever the chunks end', async () => {
    for (let seed = 0; seed < 400; seed++) {
      const text = table(seed);
      const expected: string[][] = parse(text, {
        record_delimiter: ['\r\n', '\n', '\r'],
        relax_column_count: true,
        skip_empty_lines: true,
        ltrim: true,
      });
      const trimmed = expected.map((cells) => cells.map((cell) => cell.trim())).filter(isFilled);
      for (const chunkBytes of [1, 7, 1000])
        expect((await scan(text, chunkBytes)).map(({ cells }) => cells).filter(isFilled), JSON.stringify(text)).toEqual(
          trimmed,
        );
    }
  });

  it('know the line they begin on', async () => {
    const found = await scan('a,b\r\n\r\n"x\ny",1\r\nlast,2', 3);
    expect(found.map(({ line }) => line)).toEqual([1, 3, 5]);
  });
});

describe('numbers', () => {
  const out = new Float64Array(1);
  const read = (text: string): number | null =>
    readNumber(Buffer.from(`${text}\n`), 0, 46, out, 0) === Buffer.byteLength(text) ? out[0]! : null;

  it('are to the last bit what Number gives', () => {
    const { uniform } = generator(3, 'numbers');
    let [drawn, slow] = [0, 0];
    const random = (): number => uniform(drawn++);
    const kinds: readonly (() => string)[] = [
      () => String(random()),
      () => String((random() - 0.5) * 1e6),
      () => (random() * 1000).toFixed(4),
      () => (random() * 1e12).toPrecision(17),
      () => `-0.00${Math.floor(random() * 1e17)}`,
      () => `+${Math.floor(random() * 1e15)}`,
      () => `${Math.floor(random() * 1e9)}${Math.floor(random() * 1e7)}.${Math.floor(random() * 10)}`,
    ];
    for (let at = 0; at < 200_000; at++) {
      const text = kinds[at % kinds.length]!();
      if (text.includes('e')) continue;
      const value = read(text);
      if (value === null) slow += 1;
      else if (!Object.is(value, Number(text))) expect(value, text).toBe(Number(text));
    }
    // What cannot be decided here is read from text instead, and must stay rare.
    expect(slow).toBeLessThan(10_000);
  });

  it.each(['0', '-0', '.28', '5.', '00042', '+3', '9007199254740992', '123456789012345678'])('%s', (text) =>
    expect(Object.is(read(text), Number(text))).toBe(true),
  );

  it.each(['', '-', '.', '-.', '1e5', '1,5', 'x', ' 1', '1234567890123456789012', '9007199254740993', '--1', '0x1f'])(
    'leaves %j to others',
    (text) => expect(read(text)).toBeNull(),
  );
});
