import * as tf from '@tensorflow/tfjs';
import type { UpdatePoints } from '../executor.ts';
import type { UpdateResult } from './runState.ts';
import type { UpdateSums } from './updateSums.ts';

type Waiting = UpdateResult & { readonly step: number; readonly rows: number };

/** Keeps what the updates of a run leave to tell on the device until it is wanted: no readback per update. */
export class LossBuffer {
  private waiting: Waiting[] = [];
  private readonly sums: UpdateSums;

  constructor(sums: UpdateSums) {
    this.sums = sums;
  }

  add(step: number, rows: number, result: UpdateResult): void {
    this.waiting.push({ step, rows, ...result });
  }

  get size(): number {
    return this.waiting.length;
  }

  /** Reads everything that waits in one go and frees it; null when there is nothing. */
  async flush(): Promise<UpdatePoints | null> {
    const taken = this.waiting;
    if (taken.length === 0) return null;
    this.waiting = [];
    const stacked = joined(
      taken.map(({ means }) => means),
      0,
    );
    const parts = joined(
      taken.map(({ sums }) => sums),
      1,
    );
    tf.dispose(taken.flatMap(tensorsOf));
    const [values, sums] = await Promise.all([stacked.data(), parts.data()]);
    tf.dispose([stacked, parts]);
    const measured = taken.map((_, i) => this.sums.read(sums, taken.length, i));
    return {
      fromStep: taken[0]!.step,
      losses: taken.map((_, i) => values[2 * i]!),
      scores: taken.map((_, i) => values[2 * i + 1]!),
      rows: taken.map(({ rows }) => rows),
      measures: Array.from({ length: this.sums.measures }, (_, measure) => measured.map((row) => row[measure]!)),
    };
  }

  dispose(): void {
    tf.dispose(this.waiting.flatMap(tensorsOf));
    this.waiting = [];
  }
}

function joined(tensors: tf.Tensor2D[], axis: number): tf.Tensor {
  return tf.tidy(() => tf.concat(tensors, axis));
}

function tensorsOf({ means, sums }: Waiting): tf.Tensor[] {
  return [means, sums];
}
