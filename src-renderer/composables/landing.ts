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

/**
 * The position that the first of the moved rows will have when they are dropped together in a gap, counted without them, or null where they would
 * stay; no ids is something new.
 */
export function placeAfterMove(rows: readonly RowBox[], ids: readonly string[], gap: number): number | null {
  const places = rows.flatMap(({ id }, at) => (ids.includes(id) ? [at] : []));
  if (places.length === 0) return gap;
  const to = gap - places.filter((at) => at < gap).length;
  const stays = places.every((at, index) => at === to + index);
  return stays ? null : to;
}
