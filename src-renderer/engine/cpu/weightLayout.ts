import type { ModelCheck } from '#shared/domain/modelCheck.ts';
import { penalties, type Penalty } from '#shared/domain/penalty.ts';
import { trainedTensors } from '#shared/domain/trained.ts';
import { shapeSize } from '#shared/layers/kind.ts';
import { aligned } from './arena.ts';

/** Addresses of the weight tensors, layer by layer. */
export type LayerWeights = readonly (readonly number[])[];

/**
 * How all weight tensors of a model lie behind one another, each from a cache line on: the layout of θ and of the gradients. Those that are
 * trained come first, so that slots need no room for the others and a rule that works number by number takes all of them in one go, the few
 * numbers between the tensors with it.
 */
export interface WeightLayout {
  /** Values of every tensor, in layer order. */
  readonly counts: readonly number[];
  /** Where every tensor begins, in bytes from the start. */
  readonly offsets: readonly number[];
  /** Whether every tensor is trained. */
  readonly trained: readonly boolean[];
  /** What the values of every tensor cost; null where nothing. */
  readonly penalties: readonly (Penalty | null)[];
  readonly bytes: number;
  /** Bytes up to the end of the last trained tensor. */
  readonly trainedBytes: number;
  /** The addresses of an area's tensors, one group per layer; those of tensors that are not trained in `others`, where it is given. */
  byLayer(area: number, others?: number): LayerWeights;
}

/** The layout of a checked model. */
export function weightLayout({ rows }: ModelCheck): WeightLayout {
  const counts = rows.flatMap((row) => row.weights.map((weight) => shapeSize(weight.shape)));
  const groups = rows.map((row) => row.weights.length);
  return { ...layTensors(counts, trainedTensors(rows), groups), penalties: penalties(rows) };
}

/** The layout of tensors of these sizes; `groups`: how many belong to each layer. */
export function layTensors(
  counts: readonly number[],
  trained: readonly boolean[] = counts.map(() => true),
  groups: readonly number[] = [counts.length],
): WeightLayout {
  const offsets = new Array<number>(counts.length);
  let bytes = 0;
  const place = (wanted: boolean): void =>
    counts.forEach((count, i) => {
      if (trained[i] !== wanted) return;
      offsets[i] = bytes;
      bytes += aligned(4 * count);
    });
  place(true);
  const trainedBytes = bytes;
  place(false);
  const byLayer: WeightLayout['byLayer'] = (area, others = area) => {
    let at = 0;
    const address = (offset: number, i: number): number => (trained[i] ? area : others) + offset;
    const addresses = offsets.map(address);
    return groups.map((group) => addresses.slice(at, (at += group)));
  };
  return { counts, offsets, trained, penalties: counts.map(() => null), bytes, trainedBytes, byLayer };
}
