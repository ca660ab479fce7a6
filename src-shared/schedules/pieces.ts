import type { Piecewise } from './piecewise.ts';

/** What of a piece a person changes: the update from which it holds (not of the first one), or its share. */
export interface PieceChange {
  readonly from?: number;
  readonly share?: number;
}

/** The schedule with piece `at` (from 0) changed; the caller has checked that the updates still ascend. */
export function setPiece(pieces: Piecewise, at: number, { from, share }: PieceChange): Piecewise {
  const boundaries = from === undefined || at === 0 ? pieces.boundaries : pieces.boundaries.with(at - 1, from);
  return { ...pieces, boundaries, values: share === undefined ? pieces.values : pieces.values.with(at, share) };
}

/** One more piece at the end, a tenth of the last share, half-way to the planned end where there is room. */
export function addPiece(pieces: Piecewise, steps: number): Piecewise {
  const last = pieces.boundaries.at(-1) ?? 0;
  const from = Math.max(last + 1, Math.round((last + steps) / 2));
  const share = Number(((pieces.values.at(-1) ?? 1) / 10).toPrecision(6));
  return { ...pieces, boundaries: [...pieces.boundaries, from], values: [...pieces.values, share] };
}

/** The schedule without piece `at`; the first one and the only change of a schedule stay. */
export function removePiece(pieces: Piecewise, at: number): Piecewise {
  if (at === 0 || pieces.boundaries.length < 2) return pieces;
  return { ...pieces, boundaries: pieces.boundaries.toSpliced(at - 1, 1), values: pieces.values.toSpliced(at, 1) };
}
