import * as tf from '@tensorflow/tfjs';
import type { MathBackendWebGL } from '@tensorflow/tfjs-backend-webgl';

/**
 * Where every token of a batch stands: vocabulary + 1 numbers that say where its places begin in the list behind them, which has all places
 * sorted by token (compressed rows, made by counting). Null where the backend has no use for it.
 */
export function placesOfTokens(ids: Float32Array, vocabulary: number): tf.Tensor1D | null {
  if (tf.getBackend() !== 'webgl') return null;
  const list = new Float32Array(vocabulary + 1 + ids.length);
  const next = new Uint32Array(vocabulary + 1);
  for (const id of ids) next[id + 1]!++;
  for (let id = 1; id <= vocabulary; id++) next[id]! += next[id - 1]!;
  list.set(next);
  ids.forEach((id, place) => (list[vocabulary + 1 + next[id]!++] = place));
  return tf.tensor1d(list);
}

/**
 * The gradient of an embedding [vocabulary, dim]: for every token the sum of its rows of dy [batch, length, dim], in the order of their places.
 * TF.js's own sum looks at every id of the batch for every number of the table.
 */
export function sumRowsByToken(dy: tf.Tensor, places: tf.Tensor, shape: readonly [number, number]): tf.Tensor {
  const [vocabulary, dim] = shape;
  const program = {
    variableNames: ['Places', 'Rows'],
    outputShape: [...shape],
    userCode: `
      void main() {
        ivec2 at = getOutputCoords();
        int end = int(getPlaces(at.x + 1) + 0.5);
        float sum = 0.0;
        for (int i = int(getPlaces(at.x) + 0.5); i < end; i++) {
          int place = int(getPlaces(${vocabulary + 1} + i) + 0.5);
          sum += getRows(place, at.y);
        }
        setOutput(sum);
      }`,
  };
  const rows = tf.reshape(dy, [-1, dim]);
  const info = (tf.backend() as MathBackendWebGL).compileAndRun(program, [places, rows], 'float32');
  return tf.engine().makeTensorFromTensorInfo(info);
}
