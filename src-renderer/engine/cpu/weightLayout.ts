import type { ModelCheck } from '#shared/domain/modelCheck.ts';
import { shapeSize } from '#shared/layers/kind.ts';
import { aligned } from './arena.ts';

/** Addresses of the weight tensors, layer by layer. */
export type LayerWeights = readonly (readonly number[])[];

/**
 * How all weight tensors of a model lie behind one another, each from a cache line on: the layout of θ, of every slot and of the gradients.
 * A rule that works number by number takes such an area in one go, the few numbers between the tensors with it.
 */
export interface WeightLayout {
  /** Values of every tensor, in layer order. */
  readonly counts: readonly number[];
  /** Where every tensor begins, in bytes from the start. */
  readonly offsets: readonly number[];
  readonly bytes: number;
  /** The addresses of an area's tensors, one group per layer. */
  byLayer(area: number): LayerWeights;
}

/** The layout of a checked model. */
export function weightLayout({ rows }: ModelCheck): WeightLayout {
  const counts = rows.flatMap((row) => row.weights.map((weight) => shapeSize(weight.shape)));
  const offsets: number[] = [];
  let bytes = 0;
  for (const count of counts) {
    offsets.push(bytes);
    bytes += aligned(4 * count);
  }
  const byLayer = (area: number): LayerWeights => {
    let at = 0;
    return rows.map((row) => offsets.slice(at, (at += row.weights.length)).map((offset) => area + offset));
  };
  return { counts, offsets, bytes, byLayer };
}
