import { StudioError } from '#shared/result.ts';
import type { RawRecord, RecordTarget } from './csvScan.ts';
import { addValues } from './numberStats.ts';
import { openColumn, takeCell, type CellRules, type Column, type PlannedColumn } from './tableColumn.ts';
import type { TableFile } from './tableFile.ts';

/** Cells handled at a time: few enough for the cache of a processor. */
const BLOCK_VALUES = 1 << 14;

export interface RowsOptions extends CellRules {
  readonly columns: readonly PlannedColumn[];
  /** Of the file, for messages. */
  readonly name: string;
  /** Null only looks. */
  readonly file: TableFile | null;
  /** True where a short or long first row means that the header is wrong. */
  readonly hasHeader: boolean;
  /** Sees the cells of the kept columns, row by row, before they are written. */
  readonly observe?: (block: Float64Array, count: number, kept: readonly Column[]) => void;
}

/** Takes the records of a table: statistics and, row by row, the cells of the columns that are kept. */
export interface TableRows extends RecordTarget {
  readonly columns: readonly Column[];
  /** Takes a record all cells of which are texts. */
  texts(cells: readonly string[], line: number): void;
  /** Handles the last block and gives the counts. */
  finish(): RowCounts;
}

export interface RowCounts {
  readonly rows: number;
  /** Rows of delimiters only, left out. */
  readonly emptyRows: number;
}

/** Opens a pass over a table. Memory: one block and the columns' profiles. `row` throws `csvRowLength`, `csvHeaderLength`. */
export function openRows({ columns: planned, name, file, hasHeader, observe, ...rules }: RowsOptions): TableRows {
  const columns = planned.map(openColumn);
  const kept = columns.filter(({ kind }) => kind !== 'leftOut');
  const slots = Int32Array.from(columns, (column) => kept.indexOf(column));
  const width = Math.max(1, kept.length);
  const block = new Float64Array(width * Math.max(1, Math.floor(BLOCK_VALUES / width)));
  const places = slots.map((slot, at) => (columns[at]!.kind === 'number' ? slot : -1));
  let rows = 0;
  let emptyRows = 0;
  let base = 0;

  function flush(): void {
    kept.forEach((column, slot) => {
      if (column.kind !== 'category')
        addValues(column.stats, block, { first: slot, stride: width, end: base }, rules.missing.sentinels);
    });
    if (base > 0) observe?.(block, base, kept);
    file?.write(block, base);
    base = 0;
  }

  function row(record: RawRecord): number {
    if (record.filled === 0) {
      emptyRows += 1;
      return base;
    }
    // Cells beyond the header may only be empty: some programs end every row with a delimiter.
    if (record.cells < columns.length || record.filled > columns.length) {
      const { line, cells: found } = record;
      const expected = columns.length;
      const isFirst = hasHeader && rows === 0;
      throw new StudioError(isFirst ? 'csvHeaderLength' : 'csvRowLength', { name, line, expected, found });
    }
    for (let i = 0; i < record.texts; i++) {
      const at = record.columns[i]!;
      if (at >= columns.length) break;
      const value = takeCell(columns[at]!, record.values[i]!, record.line, rules);
      if (slots[at]! >= 0) block[base + slots[at]!] = value;
    }
    rows += 1;
    base += width;
    if (base === block.length) flush();
    return base;
  }

  return {
    block,
    places,
    columns,
    row,
    texts: (cells, line) => row(textRecord(cells, line)),
    finish: () => {
      flush();
      return { rows, emptyRows };
    },
  };
}

/** A record all cells of which are texts. */
export function textRecord(cells: readonly string[], line: number): RawRecord {
  return {
    line,
    cells: cells.length,
    filled: cells.findLastIndex((cell) => cell !== '') + 1,
    texts: cells.length,
    columns: cells.map((_, at) => at),
    values: [...cells],
  };
}
