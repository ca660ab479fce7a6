import * as tf from '@tensorflow/tfjs';

export interface WebglFacts {
  readonly backend: string;
  readonly isFloat32: boolean;
  readonly product: readonly number[];
  readonly leakedTensors: number;
}

/** Starts the WebGL backend, software rendering allowed, and multiplies two matrices on it. */
export async function webglFacts(): Promise<WebglFacts> {
  tf.env().set('SOFTWARE_WEBGL_ENABLED', true);
  await tf.setBackend('webgl');
  await tf.ready();
  const before = tf.memory().numTensors;
  const product = tf.tidy(() => tf.matMul(tf.tensor2d([1, 2, 3, 4], [2, 2]), tf.tensor2d([5, 6, 7, 8.25], [2, 2])));
  const values = [...(await product.data())];
  product.dispose();
  return {
    backend: tf.getBackend(),
    isFloat32: tf.env().getBool('WEBGL_RENDER_FLOAT32_ENABLED'),
    product: values,
    leakedTensors: tf.memory().numTensors - before,
  };
}
