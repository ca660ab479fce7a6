import * as tf from '@tensorflow/tfjs';
import { streamGenerator } from '#shared/random/generator.ts';
import { streamKey, streamWord, type StreamKey } from '#shared/random/hash.ts';
import { keptWords } from '#shared/random/keptWords.ts';
import { dropOnDevice } from './webgl/programs/dropout.ts';
import { hasPackedPrograms } from './webgl/programs/packed.ts';

/** What chance does to one layer in one update: the stream that decides what is dropped or added, the same for every contender of a seed. */
export class DropoutMask {
  /** Share dropped, or standard deviation of the noise. */
  readonly rate: number;
  readonly key: StreamKey;
  private uploaded: tf.Tensor | null = null;

  constructor(rate: number, seed: number, layer: number, update: number) {
    this.rate = rate;
    this.key = streamKey(seed, ['dropout', layer, update]);
  }

  /** x with some values zero and the others scaled up; differentiable. On WebGL 2 no mask is stored: both ways compute it. */
  apply(x: tf.Tensor): tf.Tensor {
    return hasPackedPrograms() ? this.onDevice(x) : tf.mul(x, this.factors(x.shape));
  }

  /** Normal noise of this deviation, made once for all contenders; the mask keeps it. */
  noise(shape: readonly number[]): tf.Tensor {
    if (this.uploaded) return this.uploaded;
    const { normal } = streamGenerator(this.key);
    const size = shape.reduce((product, length) => product * length, 1);
    const values = Float32Array.from({ length: size }, (_, i) => this.rate * normal(i));
    return (this.uploaded = tf.keep(tf.tensor(values, [...shape])));
  }

  dispose(): void {
    this.uploaded?.dispose();
    this.uploaded = null;
  }

  private onDevice(x: tf.Tensor): tf.Tensor {
    const drop = (values: tf.Tensor): tf.Tensor => dropOnDevice(values, this.key, this.rate);
    return tf.customGrad((input) => ({ value: drop(input as tf.Tensor), gradFunc: (dy: tf.Tensor) => drop(dy) }))(x);
  }

  /** 0 or 1 / (1 − rate) for each value; made once for all contenders. */
  private factors(shape: readonly number[]): tf.Tensor {
    if (this.uploaded) return this.uploaded;
    const { least, scale } = keptWords(this.rate);
    const size = shape.reduce((product, length) => product * length, 1);
    const factors = new Float32Array(size);
    for (let i = 0; i < size; i++) factors[i] = streamWord(this.key, i) >= least ? scale : 0;
    return (this.uploaded = tf.keep(tf.tensor(factors, [...shape])));
  }
}
