import * as tf from '@tensorflow/tfjs';
import { EVALUATION_BATCH, type Evaluation } from '../executor.ts';
import type { TensorLoss } from '../losses/tensorLoss.ts';
import type { Model } from '../model.ts';
import type { RowSource } from './rowSource.ts';

/** Of some rows, on the device. */
interface Part {
  readonly sums: tf.Tensor1D;
  readonly logits: tf.Tensor2D;
}

/**
 * Mean loss and score over these rows, without dropout, weighted by rows. Awaits `breathe` between batches, which may throw to end it.
 * Null for no rows.
 */
export async function evaluate(
  model: Model,
  loss: TensorLoss,
  weights: readonly tf.Tensor[],
  source: RowSource,
  rows: Uint32Array,
  breathe: (doneRows: number) => Promise<void>,
): Promise<Evaluation | null> {
  if (rows.length === 0) return null;
  const parts: (Part & { rows: number })[] = [];
  try {
    for (let from = 0; from < rows.length; from += EVALUATION_BATCH) {
      await breathe(from);
      const part = rows.subarray(from, from + EVALUATION_BATCH);
      parts.push({ ...evaluatePart(model, loss, weights, source, part), rows: part.length });
    }
    const [values, logits] = await Promise.all([
      readMeans(parts.map((part) => part.sums)),
      readRows(parts.map((part) => part.logits)),
    ]);
    const mean = (at: number): number =>
      parts.reduce((sum, part, i) => sum + values[i]![at]! * part.rows, 0) / rows.length;
    return { loss: mean(0), score: mean(1), logits };
  } finally {
    tf.dispose(parts.map(({ sums, logits }) => [sums, logits]));
  }
}

function evaluatePart(
  model: Model,
  loss: TensorLoss,
  weights: readonly tf.Tensor[],
  source: RowSource,
  rows: Uint32Array,
): Part {
  const { x, y } = source.load(rows);
  const part = tf.tidy(() => {
    const logits = model.logits(x, weights, null) as tf.Tensor2D;
    return { logits, sums: tf.stack([loss.loss(logits, y), loss.score(logits, y)]) as tf.Tensor1D };
  });
  tf.dispose([x, y]);
  return part;
}

/** One after another, read in one go. */
async function readRows(parts: readonly tf.Tensor2D[]): Promise<Float32Array> {
  const all = tf.concat([...parts], 0);
  const values = await all.data<'float32'>();
  all.dispose();
  return values;
}

async function readMeans(pairs: readonly tf.Tensor1D[]): Promise<number[][]> {
  const stacked = tf.stack([...pairs]) as tf.Tensor2D;
  const values = await stacked.array();
  stacked.dispose();
  return values;
}
