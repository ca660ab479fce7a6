import type { Vector } from '#shared/solvers/vector.ts';
import type { Arena } from './arena.ts';
import type { WeightLayout } from './weightLayout.ts';

/** The trained tensors of a layout as one vector in doubles, in layer order, without what lies between them. */
export interface FlatWeights {
  readonly size: number;
  /** Where every trained tensor begins in the vector, and its number among all tensors. */
  readonly places: readonly { readonly tensor: number; readonly from: number; readonly count: number }[];
  /** The values of an area. */
  read(area: number): Vector;
  /** Adds `factor` times the values of an area. */
  addTo(vector: Vector, area: number, factor: number): void;
  /** Writes them to an area, rounded to float32. */
  write(area: number, vector: Vector): void;
}

/** Flat weights of areas of this layout. */
export function flatWeights(arena: Arena, { counts, offsets, trained }: WeightLayout): FlatWeights {
  let size = 0;
  const places = counts.flatMap((count, tensor) => {
    if (!trained[tensor]) return [];
    const from = size;
    size += count;
    return [{ tensor, from, count }];
  });
  const floats = (area: number, tensor: number, count: number): Float32Array =>
    arena.floats(area + offsets[tensor]!, count);
  return {
    size,
    places,
    read(area) {
      const vector = new Float64Array(size);
      for (const { tensor, from, count } of places) vector.set(floats(area, tensor, count), from);
      return vector;
    },
    addTo(vector, area, factor) {
      for (const { tensor, from, count } of places) {
        const values = floats(area, tensor, count);
        for (let i = 0; i < count; i++) vector[from + i]! += factor * values[i]!;
      }
    },
    write(area, vector) {
      for (const { tensor, from, count } of places)
        floats(area, tensor, count).set(vector.subarray(from, from + count));
    },
  };
}
