import { describe, expect, it } from 'vitest';
import type { Experiment } from '#shared/domain/experiment.ts';
import { givesScores, resultKind, sharesOf, valueAnswers, valueOf } from '#shared/statistics/judgedAnswers.ts';

const experimentWith = (loss: string, reconstruct = false): Experiment =>
  ({ loss, data: { reconstruct } }) as unknown as Experiment;

describe('what a run is judged by', () => {
  it.each([
    ['categoricalCrossentropy', 'image', 'classes'],
    ['binaryCrossentropy', 'text', 'classes'],
    ['hinge', 'table', 'classes'],
    ['meanSquaredError', 'table', 'amounts'],
    ['meanAbsoluteError', 'series', 'series'],
  ] as const)('%s over data of the kind %s shows %s', (loss, kind, shown) => {
    expect(resultKind(experimentWith(loss), kind)).toBe(shown);
    expect(resultKind(experimentWith('meanSquaredError', true), kind)).toBe('rebuilt');
  });

  it('scores are no shares', () => {
    expect(['hinge', 'cosineSimilarity', 'binaryCrossentropy', 'klDivergence'].map(givesScores)).toEqual([
      ...[true, true, false, false],
    ]);
  });

  it('one unit gives the shares of two classes', () => {
    expect([...sharesOf(Float32Array.of(0), 'binaryCrossentropy')]).toEqual([0.5, 0.5]);
  });
});

describe('several numbers a row', () => {
  // Two targets, two steps: the targets of the nearest step first.
  const targets = [
    { column: 'a', mean: 10, std: 2 },
    { column: 'b', mean: 0, std: 1 },
  ];
  const preprocessing = { kind: 'series', classes: null, targets } as const;
  const judged = {
    preprocessing,
    logits: Float32Array.of(...[0, 1, 2, 3], ...[4, 5, 6, 7]),
    targets: Float32Array.of(...[1, 1, 1, 1], ...[2, 2, 2, 2]),
  };

  it('are taken apart and told in the units of their column', () => {
    const far = valueAnswers(judged, 2, 2, 'meanSquaredError');
    expect([...far.predicted]).toEqual([14, 22]);
    expect([...far.actual]).toEqual([12, 14]);
    expect([...valueAnswers(judged, 2, 3, 'meanSquaredError').predicted]).toEqual([3, 7]);
  });

  it('so are those of one sample', () => {
    expect(valueOf(Float32Array.of(0, 1, 2, 3), 2, 'meanSquaredError', preprocessing)).toBe(14);
  });
});
