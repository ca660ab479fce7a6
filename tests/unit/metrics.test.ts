import { describe, expect, it } from 'vitest';
import { lossById, lossIds } from '#shared/losses/index.ts';
import { answersOf } from '#shared/metrics/answers.ts';
import { directionOf, isShare, measure } from '#shared/metrics/index.ts';
import type { Answers } from '#shared/metrics/metric.ts';
import { ofClass, perClass } from '#shared/metrics/perClass.ts';
import en from '#resources/locales/en.json' with { type: 'json' };
import { metrics } from '#shared/metrics/index.ts';

/** Answers that are certain of one class per row. */
function certain(said: readonly number[], actual: readonly number[], classes: number): Answers {
  const predicted = new Float64Array(said.length * classes);
  said.forEach((own, row) => (predicted[row * classes + own] = 1));
  return { rows: said.length, classes, predicted, actual: Float64Array.from(actual) };
}

/** Answers of two classes, by the share of the second. */
function shares(second: readonly number[], actual: readonly number[]): Answers {
  const predicted = Float64Array.from(second.flatMap((p) => [1 - p, p]));
  return { rows: second.length, classes: 2, predicted, actual: Float64Array.from(actual) };
}

function numbers(predicted: readonly number[], actual: readonly number[]): Answers {
  return {
    rows: actual.length,
    classes: 1,
    predicted: Float64Array.from(predicted),
    actual: Float64Array.from(actual),
  };
}

describe('metrics of classes', () => {
  it('of two classes are those of the second', () => {
    // 3 true positives, 1 false positive, 2 false negatives, 4 true negatives.
    const found = measure(certain([1, 1, 1, 1, 0, 0, 0, 0, 0, 0], [1, 1, 1, 0, 1, 1, 0, 0, 0, 0], 2), 'classification');
    expect(found).toMatchObject({ accuracy: 0.7, precision: 0.75, recall: 0.6, f1Score: 6 / 9 });
    expect(Object.keys(found)).toEqual(['accuracy', 'precision', 'recall', 'f1Score', 'auc']);
  });

  it('of more are plain means over the classes there are rows of; of each class by its index', () => {
    const answers = certain([0, 0, 1, 1, 2, 3], [0, 1, 1, 1, 2, 2], 4);
    // Precision 1/2, 1, 1; recall 1, 2/3, 1/2; of class 3 there is no row.
    const found = measure(answers, 'classification');
    expect(found.precision).toBeCloseTo((0.5 + 1 + 1) / 3, 12);
    expect(found.recall).toBeCloseTo((1 + 2 / 3 + 1 / 2) / 3, 12);
    expect(found.f1Score).toBeCloseTo((2 / 3 + 4 / 5 + 2 / 3) / 3, 12);
    const own = perClass(answers);
    expect(own[ofClass('recall', 1)]).toBeCloseTo(2 / 3, 12);
    expect(own[ofClass('precision', 3)]).toBe(0);
    expect(perClass(certain([0], [0], 31))).toEqual({});
  });

  it('the area under the curve is the share of pairs in order, equals counting half', () => {
    const [second, actual] = [
      [0.1, 0.4, 0.35, 0.8, 0.4],
      [0, 0, 1, 1, 1],
    ] as const;
    let [pairs, inOrder] = [0, 0];
    second.forEach((p, i) =>
      second.forEach((q, j) => {
        if (actual[i] !== 1 || actual[j] !== 0) return;
        pairs += 1;
        inOrder += p > q ? 1 : p === q ? 0.5 : 0;
      }),
    );
    expect(measure(shares(second, actual), 'classification').auc).toBeCloseTo(inOrder / pairs, 12);
    expect(measure(shares([0.2, 0.9], [1, 1]), 'classification').auc).toBeNull();
    expect(measure(certain([0, 1, 2], [0, 1, 2], 3), 'classification').auc).toBe(1);
  });

  it('top 5 counts the class among the five likeliest; a model that tells nothing apart gets nothing', () => {
    const row = [0.3, 0.25, 0.2, 0.1, 0.06, 0.05, 0.04];
    const two = { rows: 2, classes: 7, predicted: Float64Array.from([...row, ...row]), actual: Float64Array.of(4, 5) };
    expect(measure(two, 'classification').topKAccuracy).toBe(0.5);
    const flat = { rows: 1, classes: 7, predicted: new Float64Array(7).fill(1 / 7), actual: Float64Array.of(0) };
    expect(measure(flat, 'classification').topKAccuracy).toBe(0);
  });
});

describe('D2: the 0-1 loss and what stands in for it', () => {
  const surrogates = ['binaryCrossentropy', 'hinge'];

  it('D2: a small step changes the cross-entropy and the hinge, and the accuracy not at all: it has no gradient', () => {
    const [scores, targets] = [
      [-0.4, 0.3, 0.6],
      [0, 1, 0],
    ];
    const at = (z: readonly number[]) => ({
      accuracy: measure(
        shares(
          z.map((value) => 1 / (1 + Math.exp(-value))),
          targets!,
        ),
        'classification',
      ).accuracy,
      losses: surrogates.map((id) => {
        const batch = { rows: 3, units: 1, logits: Float64Array.from(z), targets: Float64Array.from(targets!) };
        return lossById(id).evaluate(batch).loss;
      }),
    });
    const [before, after] = [at(scores!), at(scores!.map((value, i) => value + (targets![i] === 1 ? 0.01 : -0.01)))];
    expect(before.accuracy).toBeCloseTo(2 / 3, 12);
    expect(after.accuracy).toBe(before.accuracy);
    after.losses.forEach((loss, i) => expect(loss).toBeLessThan(before.losses[i]! - 0.001));
  });

  it('D2: no metric of classes is offered as a loss to train on', () => {
    const names = Object.keys(measure(certain([0, 1], [0, 1], 2), 'classification'));
    expect(names).toContain('accuracy');
    expect(lossIds.filter((id) => names.includes(id))).toEqual([]);
  });
});

describe('metrics of numbers', () => {
  it('are those of the textbook', () => {
    const found = measure(numbers([2, 4, 5, 8], [1, 4, 7, 8]), 'regression');
    expect(found.meanAbsoluteError).toBeCloseTo(3 / 4, 12);
    expect(found.rootMeanSquaredError).toBeCloseTo(Math.sqrt(5 / 4), 12);
    expect(found.r2Score).toBeCloseTo(1 - 5 / 30, 12);
    expect(measure(numbers([1, 2], [3, 3]), 'regression').r2Score).toBeNull();
  });
});

describe('what a model says', () => {
  it('is turned into shares and into the units of the column', () => {
    const one = answersOf(
      { logits: Float32Array.of(0, 2), targets: Float32Array.of(0, 1) },
      lossById('binaryCrossentropy'),
      null,
    );
    expect(one.classes).toBe(2);
    expect(one.predicted[3]).toBeCloseTo(1 / (1 + Math.exp(-2)), 12);
    const many = answersOf(
      { logits: Float32Array.of(800, 0, -800, 1, 1, 1), targets: Float32Array.of(0, 2) },
      lossById('categoricalCrossentropy'),
      null,
    );
    expect([...many.predicted]).toEqual([1, 0, 0, 1 / 3, 1 / 3, 1 / 3]);
    const raw = { logits: Float32Array.of(1, -1), targets: Float32Array.of(0.5, 0) };
    const scaled = answersOf(raw, lossById('meanSquaredError'), { mean: 10, std: 2 });
    expect([[...scaled.predicted], [...scaled.actual]]).toEqual([
      [12, 8],
      [11, 10],
    ]);
    const counts = answersOf(raw, lossById('poisson'), null);
    expect(counts.predicted[0]).toBeCloseTo(Math.log(1 + Math.E), 6);
  });

  it('every metric has a name, a hint and a direction', () => {
    for (const { id } of metrics) expect(Object.keys(en.compare.metrics)).toContain(id);
    expect([directionOf('loss'), directionOf('auc'), directionOf('rootMeanSquaredError')]).toEqual([
      'lower',
      'higher',
      'lower',
    ]);
    expect([isShare('loss'), isShare('recall'), isShare('r2Score')]).toEqual([false, true, false]);
  });
});
