import type { LossBatch, LossValue } from './loss.ts';

/** The loss of one value and its derivative by z. */
export interface ValueLoss {
  readonly loss: number;
  readonly slope: number;
}

/** The mean over rows and units of a loss that looks at one value and its target at a time. */
export function perValue({ logits, targets }: LossBatch, of: (z: number, y: number) => ValueLoss): LossValue {
  const size = logits.length;
  const each = Array.from(logits, (z, i) => of(z, targets[i]!));
  return {
    loss: each.reduce((sum, { loss }) => sum + loss, 0) / size,
    gradient: Float64Array.from(each, ({ slope }) => slope / size),
  };
}
