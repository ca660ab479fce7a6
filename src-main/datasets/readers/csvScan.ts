import { StudioError } from '#shared/result.ts';
import { readNumber } from './csvNumber.ts';

/** A record longer than this is an unclosed quote rather than a row. */
export const MAX_RECORD_BYTES = 1 << 20;
const LINE_FEED = 10;
const RETURN = 13;
const BLANK = 32;
const TAB = 9;
const ASCII_END = 0x80;

/** Who takes the records. Numbers are already in `block`; texts come with `row`. */
export interface RecordTarget {
  /** Row-major cells; a number column's value is put at `base + places[column]`. */
  readonly block: Float64Array;
  /** Negative for a column whose cells are all given as texts, as are those of columns beyond its length. */
  readonly places: Int32Array;
  /** Takes a whole record and gives the base of the next one. The list of texts is used again for the next record. */
  row(record: RawRecord): number;
}

/** A record without its plain numbers. */
export interface RawRecord {
  /** Line of the file it begins on, from 1. */
  line: number;
  cells: number;
  /** Cells, counted from the left, up to the last one that is not empty. */
  filled: number;
  /** The cells that are no plain numbers: column and trimmed text; only the first `texts` of both lists count. */
  texts: number;
  readonly columns: number[];
  readonly values: string[];
}

export interface ScanOptions {
  readonly delimiter: number;
  readonly quote: number;
  /** The byte of the decimal point of plain numbers. */
  readonly point: number;
  readonly name: string;
  /** Records at the beginning that are read as texts throughout. */
  readonly headerRecords: number;
}

export interface Scanner {
  /** Reads whole records from `bytes[0 … end)`, where `bytes[end]` may be overwritten, and gives the place of the first byte it left. */
  scan(bytes: Buffer, end: number, isLast: boolean): number;
  /** Line of the next record. */
  line(): number;
}

/**
 * Finds records and cells in UTF-8 bytes. Plain numbers go straight into the target's block; everything else (texts, quoted cells, numbers
 * of another form) becomes a text. Nothing of a record is handed on before its end was seen. Throws `csvQuote` and what the target throws.
 */
export function createScanner(
  { delimiter, quote, point, name, headerRecords }: ScanOptions,
  target: RecordTarget,
): Scanner {
  let nextLine = 1;
  let headersLeft = headerRecords;
  let base = 0;
  const record: RawRecord = { line: 1, cells: 0, filled: 0, texts: 0, columns: [], values: [] };
  // Blanks before and behind a cell do not count; a tab may be the delimiter itself.
  const isBlank = (byte: number): boolean => byte === BLANK || (byte === TAB && delimiter !== TAB);

  /** Where an unquoted cell ends. */
  function plainEnd(bytes: Buffer, from: number): number {
    let p = from;
    let every = 0;
    for (;;) {
      const byte = bytes[p]!;
      if (byte === delimiter || byte === LINE_FEED || byte === RETURN) break;
      if (byte === quote) throw new StudioError('csvQuote', { name, line: record.line });
      every |= byte;
      p += 1;
    }
    addText((every < ASCII_END ? bytes.toString('latin1', from, p) : bytes.toString('utf8', from, p)).trim());
    return p;
  }

  /** Where a cell ends whose opening quote lies at `from`; -1 where the bytes end before it. */
  function quotedEnd(bytes: Buffer, from: number, end: number, isLast: boolean): number {
    let close = from;
    let isDoubled = false;
    for (;;) {
      close = bytes.indexOf(quote, close + 1);
      if (close < 0 || close >= end) {
        if (isLast) throw new StudioError('csvQuote', { name, line: record.line });
        return -1;
      }
      if (bytes[close + 1] !== quote || close + 1 >= end) break;
      isDoubled = true;
      close += 1;
    }
    let p = close + 1;
    if (p >= end && !isLast) return -1;
    while (p < end && isBlank(bytes[p]!)) p += 1;
    const byte = bytes[p]!;
    if (byte !== delimiter && byte !== LINE_FEED && byte !== RETURN)
      throw new StudioError('csvQuote', { name, line: record.line });
    const text = bytes.toString('utf8', from + 1, close);
    const mark = String.fromCharCode(quote);
    addText((isDoubled ? text.replaceAll(mark + mark, mark) : text).trim());
    nextLine += lineBreaks(bytes, from, close);
    return p;
  }

  function addText(text: string): void {
    const at = record.texts++;
    record.columns[at] = record.cells;
    record.values[at] = text;
    if (text !== '') record.filled = record.cells + 1;
  }

  function scan(bytes: Buffer, end: number, isLast: boolean): number {
    const { block, places } = target;
    // A line break behind the last byte ends every loop; whether it belongs to the file is asked afterwards.
    bytes[end] = LINE_FEED;
    let start = 0;
    while (start < end) {
      const first = bytes[start]!;
      if (first === LINE_FEED || first === RETURN) {
        if (first === RETURN && start + 1 >= end && !isLast) return start;
        start += first === RETURN && bytes[start + 1] === LINE_FEED && start + 1 < end ? 2 : 1;
        nextLine += 1;
        continue;
      }
      const line = nextLine;
      record.line = line;
      record.cells = 0;
      record.filled = 0;
      record.texts = 0;
      const fast = headersLeft > 0 ? 0 : places.length;
      let cell = 0;
      // One more than the last cell that is a plain number.
      let numbers = 0;
      let p = start;
      for (;;) {
        if (cell < fast && places[cell]! >= 0) {
          const behind = readNumber(bytes, p, point, block, base + places[cell]!);
          if (behind > 0) {
            const byte = bytes[behind]!;
            if (byte === delimiter) {
              numbers = ++cell;
              p = behind + 1;
              continue;
            }
            if (byte === LINE_FEED || byte === RETURN) {
              numbers = ++cell;
              p = behind;
              break;
            }
          }
        }
        record.cells = cell;
        while (isBlank(bytes[p]!)) p += 1;
        p = bytes[p] === quote ? quotedEnd(bytes, p, end, isLast) : plainEnd(bytes, p);
        if (p < 0) break;
        cell += 1;
        if (bytes[p] !== delimiter) break;
        p += 1;
      }
      const isCut = p < 0 || p >= end || (bytes[p] === RETURN && p + 1 >= end);
      if (isCut && !isLast) {
        nextLine = line;
        return start;
      }
      start = p >= end ? end : bytes[p] === RETURN && bytes[p + 1] === LINE_FEED && p + 1 < end ? p + 2 : p + 1;
      nextLine += 1;
      record.cells = cell;
      if (numbers > record.filled) record.filled = numbers;
      if (headersLeft > 0) headersLeft -= 1;
      else base = target.row(record);
    }
    return start;
  }

  return { scan, line: () => nextLine };
}

/** Line breaks of any kind inside a quoted cell. */
function lineBreaks(bytes: Buffer, from: number, to: number): number {
  let count = 0;
  for (let p = from; p < to; p++) {
    const byte = bytes[p];
    if (byte === LINE_FEED || (byte === RETURN && bytes[p + 1] !== LINE_FEED)) count += 1;
  }
  return count;
}
