import { EVALUATION_BATCH, type Evaluation } from '../executor.ts';
import { batchBytes, writeRows } from './batch.ts';
import type { CpuSetup } from './run.ts';
import type { LayerWeights } from './weightLayout.ts';

interface Total {
  loss: number;
  score: number;
  readonly logits: Float32Array;
}

/** Mean loss and score of these weights over these rows, without dropout; null for no rows. `breathe` is awaited between parts and may throw. */
export async function evaluateRows(
  setup: CpuSetup,
  weights: LayerWeights,
  rows: Uint32Array,
  breathe: (doneRows: number) => Promise<void>,
): Promise<Evaluation | null> {
  if (rows.length === 0) return null;
  const total: Total = { loss: 0, score: 0, logits: new Float32Array(rows.length * setup.plan.units) };
  for (let from = 0; from < rows.length; from += EVALUATION_BATCH) {
    await breathe(from);
    addSums(setup, weights, rows.subarray(from, from + EVALUATION_BATCH), total, from);
  }
  return { loss: total.loss / rows.length, score: total.score / rows.length, logits: total.logits };
}

/** Adds Σ loss and Σ score over these rows, in pieces the plan has room for; their logits go from row number `first` on. */
function addSums(setup: CpuSetup, weights: LayerWeights, rows: Uint32Array, total: Total, first: number): void {
  const { plan, scope, loss, data, sums } = setup;
  const { arena } = scope;
  const most = Math.min(plan.evaluationRows, rows.length);
  const x = scope.take(batchBytes(data, most));
  for (let from = 0; from < rows.length; from += most) {
    const piece = rows.subarray(from, from + most);
    const targets = writeRows(data, arena, x, piece);
    const logits = plan.forward(x, weights, piece.length, null);
    loss(logits, targets, 0, sums, piece.length, plan.units);
    const own = arena.f32.subarray(logits / 4, logits / 4 + piece.length * plan.units);
    total.logits.set(own, (first + from) * plan.units);
    total.loss += arena.f64[sums / 8]!;
    total.score += arena.f64[sums / 8 + 1]!;
  }
  scope.release(x);
}
