import { shapeSize } from '#shared/layers/kind.ts';
import { StudioError } from '#shared/result.ts';

/** The tensors of a model out of all of them joined, in layer order; views, not copies. Throws `weightsForeign` where these are another model's. */
export function splitWeights(joined: Float32Array, shapes: readonly (readonly number[])[]): Float32Array[] {
  const wanted = shapes.reduce((sum, shape) => sum + shapeSize(shape), 0);
  if (joined.length !== wanted) throw new StudioError('weightsForeign', { values: joined.length, wanted });
  let at = 0;
  return shapes.map((shape) => joined.subarray(at, (at += shapeSize(shape))));
}
