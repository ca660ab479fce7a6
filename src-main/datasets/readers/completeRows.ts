import type { ColumnInfo } from '#shared/domain/dataset.ts';
import { askedColumns } from '#shared/preprocessing/treatment.ts';
import { contentOf } from '../content.ts';

/**
 * Rows of a stored table (float64, row by row) in which neither the target nor a column a model can see is missing: what is left where
 * a plan drops rows with gaps. Reads the file only if it must.
 */
export async function completeRows(
  path: string,
  rows: number,
  columns: readonly ColumnInfo[],
  target: string | null,
): Promise<number> {
  const asked = askedColumns(columns, target).filter((at) => columns[at]!.missing > 0);
  if (asked.length === 0) return rows;
  const rowBytes = 8 * columns.length;
  let complete = 0;
  let carried: Buffer = Buffer.alloc(0);
  for await (const chunk of contentOf(
    { path, name: 'samples.bin', bytes: 0, gzip: false },
    new AbortController().signal,
  )) {
    const bytes = carried.length > 0 ? Buffer.concat([carried, chunk]) : chunk;
    let row = 0;
    for (; row + rowBytes <= bytes.length; row += rowBytes)
      if (!asked.some((at) => Number.isNaN(bytes.readDoubleLE(row + 8 * at)))) complete += 1;
    carried = bytes.subarray(row);
  }
  return complete;
}
