import * as tf from '@tensorflow/tfjs';
import { emptyTensor, writeTexels } from './programs/deviceTensors.ts';

/** Textures that take turns: one is written while programs that were begun before still read the other. */
const TEXTURES = 2;

/** Texels in a line: every card's textures are wider. */
const WIDTH = 1024;

/** Where numbers go to the device again and again. Kept from one time to the next, so that nothing is made anew, nor waited for. */
export class UploadRing {
  private readonly textures: (tf.Tensor | null)[] = Array.from({ length: TEXTURES }, () => null);
  private staged = new Float32Array();
  private turn = 0;

  /** So many numbers, four to a texel, as `fill` writes them. The tensor stays the ring's, and holds them until it is written to twice more. */
  write(count: number, fill: (out: Float32Array) => void): tf.Tensor {
    this.turn = (this.turn + 1) % TEXTURES;
    const texture = this.roomFor(Math.ceil(count / 4));
    writeTexels(texture, count, (length) => {
      if (this.staged.length < length) this.staged = new Float32Array(length);
      fill(this.staged.subarray(0, count));
      return this.staged;
    });
    return texture;
  }

  dispose(): void {
    for (const texture of this.textures) texture?.dispose();
    this.textures.fill(null);
  }

  private roomFor(texels: number): tf.Tensor {
    const before = this.textures[this.turn];
    if (before && before.shape[0]! >= texels) return before;
    before?.dispose();
    const width = Math.min(WIDTH, texels);
    const made = emptyTensor([texels, 2, 2], [2 * Math.ceil(texels / width), 2 * width]);
    return (this.textures[this.turn] = tf.keep(made));
  }
}
