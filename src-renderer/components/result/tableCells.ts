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

/** A cell as it is read; NaN is missing. */
export function cellText(
  { type, categories }: ColumnInfo,
  value: number,
  number: (value: number) => string,
  missing: string,
): WideCell {
  if (Number.isNaN(value)) return { text: missing, isMissing: true };
  return { text: type === 'category' ? (categories?.[value] ?? '–') : number(value), isMissing: false };
}
