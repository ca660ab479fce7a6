import * as tf from '@tensorflow/tfjs';
import type { LossPoints } from '../executor.ts';
import type { UpdateResult } from './runState.ts';

type Waiting = UpdateResult & { readonly step: number; readonly rows: number };

/** Keeps the losses of a run on the device until they are wanted: no readback per update. */
export class LossBuffer {
  private waiting: Waiting[] = [];

  add(step: number, rows: number, result: UpdateResult): void {
    this.waiting.push({ step, rows, ...result });
  }

  get size(): number {
    return this.waiting.length;
  }

  /** Reads all waiting losses in one go and frees them; null when there is none. */
  async flush(): Promise<LossPoints | null> {
    const taken = this.waiting;
    if (taken.length === 0) return null;
    this.waiting = [];
    const stacked = tf.tidy(() => tf.stack(taken.flatMap(({ loss, score }) => [loss, score])));
    tf.dispose(taken.flatMap(({ loss, score }) => [loss, score]));
    const values = await stacked.data();
    stacked.dispose();
    return {
      fromStep: taken[0]!.step,
      losses: taken.map((_, i) => values[2 * i]!),
      scores: taken.map((_, i) => values[2 * i + 1]!),
      rows: taken.map(({ rows }) => rows),
    };
  }

  dispose(): void {
    tf.dispose(this.waiting.flatMap(({ loss, score }) => [loss, score]));
    this.waiting = [];
  }
}
