import type { ColumnInfo } from '#shared/domain/dataset.ts';
import type { JudgedRun } from '../../training/judge.ts';
import type { WideCell } from '../data/wideTable.ts';

/** A column of the data set and its place there. */
export interface PlacedColumn {
  readonly info: ColumnInfo;
  readonly at: number;
}

/** The columns that the model sees, in the order of the data set. */
export function usedColumns({
  descriptor,
  judgement,
}: Pick<JudgedRun, 'descriptor' | 'judgement'>): readonly PlacedColumn[] {
  const used = new Set(
    (judgement.preprocessing.features ?? []).filter(({ type }) => type !== 'leftOut').map(({ column }) => column),
  );
  return (descriptor.columns ?? []).map((info, at) => ({ info, at })).filter(({ info }) => used.has(info.name));
}

/** How cells are written. */
export interface CellWords {
  readonly missing: string;
  readonly cell: (value: number) => string;
  readonly dataMoment: (milliseconds: number) => string;
}

/** A cell as it is read; NaN is missing. */
export function cellText({ type, categories, date }: ColumnInfo, value: number, words: CellWords): WideCell {
  if (Number.isNaN(value)) return { text: words.missing, isMissing: true };
  if (type === 'category') return { text: categories?.[value] ?? '–', isMissing: false };
  return { text: date ? words.dataMoment(value * 1000) : words.cell(value), isMissing: false };
}
