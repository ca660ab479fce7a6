import type * as tf from '@tensorflow/tfjs';
import { flatTensor } from './programs/gatherRows.ts';
import { hasPackedPrograms } from './programs/packed.ts';

/**
 * Where every token of a batch stands: vocabulary + 1 numbers that say where its places begin in the list behind them, which has all places
 * sorted by token (compressed rows, made by counting); four to a texel. Null where the backend has no use for it.
 */
export function placesOfTokens(ids: Float32Array, vocabulary: number): tf.Tensor | null {
  if (!hasPackedPrograms()) return null;
  const list = new Float32Array(vocabulary + 1 + ids.length);
  const next = new Uint32Array(vocabulary + 1);
  for (const id of ids) next[id + 1]!++;
  for (let id = 1; id <= vocabulary; id++) next[id]! += next[id - 1]!;
  list.set(next);
  ids.forEach((id, place) => (list[vocabulary + 1 + next[id]!++] = place));
  return flatTensor(list);
}
