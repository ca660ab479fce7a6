import type { Loss } from '../losses/loss.ts';
import type { Standardisation } from '../preprocessing/scaling.ts';
import type { Answers } from './metric.ts';

/** What a model computed of some rows, before its last activation (rows × units), and what it was to answer, as it was trained on. */
export interface RawAnswers {
  readonly logits: Float32Array;
  readonly targets: Float32Array;
}

/** The answers in shares of the classes, or in the units of the column (`scaling`: how it was scaled; null: it was not). */
export function answersOf({ logits, targets }: RawAnswers, loss: Loss, scaling: Standardisation | null): Answers {
  const rows = targets.length;
  if (loss.targets === 'value') {
    const { mean, std } = scaling ?? { mean: 0, std: 1 };
    const answer = loss.activation === 'softplus' ? softplus : (z: number) => z;
    return {
      rows,
      classes: 1,
      predicted: Float64Array.from(logits, (z) => answer(z) * std + mean),
      actual: Float64Array.from(targets, (y) => y * std + mean),
    };
  }
  const actual = Float64Array.from(targets);
  if (loss.oneUnit) return { rows, classes: 2, predicted: bothShares(logits), actual };
  const classes = logits.length / Math.max(1, rows);
  return { rows, classes, predicted: softmaxRows(logits, classes), actual };
}

/** One unit tells two classes apart: the share of the second is the sigmoid of it. */
function bothShares(logits: Float32Array): Float64Array {
  const shares = new Float64Array(2 * logits.length);
  logits.forEach((z, row) => {
    shares[2 * row] = 1 / (1 + Math.exp(z));
    shares[2 * row + 1] = 1 / (1 + Math.exp(-z));
  });
  return shares;
}

function softmaxRows(logits: Float32Array, classes: number): Float64Array {
  const shares = new Float64Array(logits.length);
  for (let at = 0; at < logits.length; at += classes) {
    let [largest, sum] = [-Infinity, 0];
    for (let i = at; i < at + classes; i++) largest = Math.max(largest, logits[i]!);
    for (let i = at; i < at + classes; i++) sum += shares[i] = Math.exp(logits[i]! - largest);
    for (let i = at; i < at + classes; i++) shares[i]! /= sum;
  }
  return shares;
}

function softplus(z: number): number {
  return Math.max(z, 0) + Math.log1p(Math.exp(-Math.abs(z)));
}
