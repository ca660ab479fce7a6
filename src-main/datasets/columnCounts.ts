import { join } from 'node:path';
import type { ClassInfo, ColumnInfo, DatasetDescriptor } from '#shared/domain/dataset.ts';
import { contentOf } from './content.ts';
import { partFiles } from './descriptorFile.ts';

/** Counts the classes of a column by one pass over the stored table: its categories, or its whole numbers in ascending order. */
export async function countClasses(
  folder: string,
  descriptor: DatasetDescriptor,
  column: ColumnInfo,
): Promise<ClassInfo[]> {
  const counts = new Map<number, number>();
  await forEachValue(folder, descriptor, column, (value) => counts.set(value, (counts.get(value) ?? 0) + 1));
  counts.delete(NaN);
  if (column.categories) return column.categories.map((name, index) => ({ name, count: counts.get(index) ?? 0 }));
  return [...counts].sort(([a], [b]) => a - b).map(([value, count]) => ({ name: String(value), count }));
}

async function forEachValue(
  folder: string,
  descriptor: DatasetDescriptor,
  column: ColumnInfo,
  visit: (value: number) => void,
): Promise<void> {
  const columns = descriptor.columns ?? [];
  const rowBytes = 8 * columns.length;
  const offset = 8 * columns.indexOf(column);
  const file = { path: join(folder, partFiles.samples), name: partFiles.samples, bytes: 0, gzip: false };
  let carried: Buffer = Buffer.alloc(0);
  for await (const chunk of contentOf(file, new AbortController().signal)) {
    const bytes = carried.length > 0 ? Buffer.concat([carried, chunk]) : chunk;
    let row = 0;
    for (; row + rowBytes <= bytes.length; row += rowBytes) visit(bytes.readDoubleLE(row + offset));
    carried = bytes.subarray(row);
  }
}
