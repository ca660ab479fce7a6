/** A row of a list, in px from the list's top. */
export interface RowBox {
  readonly id: string;
  readonly top: number;
  readonly bottom: number;
}

/** The gap (0 … rows) that a pointer at height `y` points to: the one before the first row whose middle lies below it. */
export function landingIndex(rows: readonly RowBox[], y: number): number {
  const index = rows.findIndex((row) => y < (row.top + row.bottom) / 2);
  return index < 0 ? rows.length : index;
}

/** The position a row will have when dropped in a gap, or null where it would stay; `id` null is something new. */
export function placeAfterMove(rows: readonly RowBox[], id: string | null, gap: number): number | null {
  const from = id === null ? -1 : rows.findIndex((row) => row.id === id);
  if (from < 0) return gap;
  const to = gap > from ? gap - 1 : gap;
  return to === from ? null : to;
}
