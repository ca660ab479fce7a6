import { isSeparated, pairedDifference, summarise, type Summary } from './summary.ts';

export type Direction = 'higher' | 'lower';

/** One contender's values of the ranked quantity, one per seed in the same order for everybody. */
export interface Ranked {
  readonly name: string;
  readonly values: readonly number[];
}

export interface RankRow extends Ranked {
  readonly summary: Summary;
  /** Best and worst place the seeds allow, from 1; equal when the place is certain. */
  readonly from: number;
  readonly to: number;
}

/** Says whether `a` is certainly better than `b`: paired by seed with Student t; with one seed simply by value. */
export function isBetter(a: Ranked, b: Ranked, direction: Direction): boolean {
  const sign = direction === 'higher' ? 1 : -1;
  if (a.values.length < 2) return sign * (a.values[0]! - b.values[0]!) > 0;
  const difference = pairedDifference(a.values, b.values);
  return isSeparated(difference) && sign * difference.mean > 0;
}

/**
 * Contenders from best mean to worst, each with the range of places its seeds allow: as many are before it for certain as are
 * certainly better, and as many behind as are certainly worse. Contenders that cannot be told apart share a range.
 */
export function rank(contenders: readonly Ranked[], direction: Direction): readonly RankRow[] {
  const sign = direction === 'higher' ? -1 : 1;
  const rows = contenders.map((contender) => ({
    ...contender,
    summary: summarise(contender.values),
    ...places(contenders, contender, direction),
  }));
  return rows.sort((a, b) => sign * (a.summary.mean - b.summary.mean) || a.from - b.from);
}

function places(contenders: readonly Ranked[], contender: Ranked, direction: Direction): { from: number; to: number } {
  const others = contenders.filter((other) => other !== contender);
  const better = others.filter((other) => isBetter(other, contender, direction)).length;
  const worse = others.filter((other) => isBetter(contender, other, direction)).length;
  return { from: better + 1, to: contenders.length - worse };
}
