import { describe, expect, it } from 'vitest';
import type { EpochRecord } from '#shared/domain/run.ts';
import { overfittingSince } from '#shared/statistics/overfitting.ts';

const epochs = (...losses: readonly (readonly [loss: number | null, valLoss: number | null])[]): EpochRecord[] =>
  losses.map(([loss, valLoss], at) => {
    return { epoch: at + 1, step: at + 1, loss, valLoss, metrics: {}, valMetrics: {}, seconds: 1 };
  });

/** So many epochs in which both losses fall evenly. */
const falling = (count: number): (readonly [number, number])[] =>
  Array.from({ length: count }, (_, at) => [1 - at / count, 1 - at / count] as const);

describe('C9: over-fitting is marked by the epoch of the lowest validation loss', () => {
  it('where the validation loss rises while the training loss falls', () => {
    expect(overfittingSince(epochs([0.6, 0.6], [0.4, 0.5], [0.2, 0.55], [0.1, 0.7]))).toBe(2);
  });

  it.each([
    ['both fall', epochs([0.6, 0.6], [0.4, 0.5], [0.2, 0.4])],
    ['both rise', epochs([0.6, 0.6], [0.4, 0.5], [0.5, 0.7])],
    ['the rise is noise', epochs([0.6, 0.6], [0.4, 0.5], [0.3, 0.505])],
    ['a single epoch rose', epochs([0.6, 0.6], [0.4, 0.5], [0.3, 0.7])],
    ['the lowest is one of the last of many', epochs(...falling(20), [0.02, 0.02], [0.01, 0.2], [0.009, 0.03])],
    ['nothing is validated', epochs([0.6, null], [0.4, null])],
    ['there is one epoch', epochs([0.6, 0.6])],
    ['there is none', []],
  ])('not where %s', (_, records) => {
    expect(overfittingSince(records)).toBeNull();
  });

  it('an epoch cut short, without a validation, does not count', () => {
    expect(overfittingSince(epochs([0.6, 0.6], [0.4, 0.9], [0.3, 0.9], [0.2, null]))).toBe(1);
  });
});
