import { describe, expect, it } from 'vitest';
import { setMoreTargets, setTarget } from '#shared/domain/draftEdits.ts';
import { parseExperiment } from '#shared/domain/experimentSchema.ts';
import { checkModel, lossFits } from '#shared/domain/modelCheck.ts';
import { splitSizes } from '#shared/domain/trainingSteps.ts';
import { ofTarget, perTarget } from '#shared/metrics/perTarget.ts';
import { dataShape } from '#shared/preprocessing/dataShape.ts';
import { prepareData } from '#shared/preprocessing/preparedData.ts';
import { targetsExperiment, tidePlan, tideSeries } from '../../support/severalTargets.ts';

const { descriptor, bytes } = tideSeries(64);
const plan = tidePlan(descriptor);

function answersOf(patch: Parameters<typeof tidePlan>[1], sample: number): number[] {
  const data = prepareData(descriptor, tidePlan(descriptor, { scaling: 'none', ...patch }), bytes);
  const out = new Float32Array(data.targetSize ?? 1);
  data.gatherTargets(Uint32Array.of(sample), out);
  return [...out];
}

describe('several targets of a series', () => {
  it('ask for targets × steps units, and a template proposes them', () => {
    const shape = dataShape(descriptor, 'tide', plan);
    expect(shape).toEqual({
      inputShape: [3, 4],
      demand: { task: 'regression', units: 4 },
      classNames: null,
      targets: ['tide', 'pressure'],
    });
    const { model, loss } = targetsExperiment(descriptor, plan);
    expect(model.layers.at(-1)).toMatchObject({ kind: 'dense', params: { units: 4, activation: 'linear' } });
    expect(checkModel(model, shape.inputShape, shape.demand, loss).ok).toBe(true);
    expect(lossFits('poisson', shape.demand)).toBe(false);
  });

  it('are answered step by step, the nearest first, or at the last step alone', () => {
    const [near, far] = [3, 4].map((step) => (2 * Math.PI * step) / 12) as [number, number];
    const expected = [Math.sin(near), 1000 + 20 * Math.cos(near), Math.sin(far), 1000 + 20 * Math.cos(far)];
    answersOf({}, 0).forEach((value, at) => expect(value).toBeCloseTo(expected[at]!, 3));
    const last = answersOf({ series: { ...plan.series, answers: 'last' } }, 0);
    last.forEach((value, at) => expect(value).toBeCloseTo(expected.slice(2)[at]!, 3));
    expect(last).toHaveLength(2);
    expect(answersOf({ moreTargets: [] }, 0)).toHaveLength(2);
  });

  it('are scaled each by its own training part, and their record names them', () => {
    const { split, preprocessing, targetSize } = prepareData(descriptor, plan, bytes);
    expect([split.train.length, split.validation.length, split.test.length]).toEqual([36, 12, 12]);
    expect(splitSizes(descriptor, plan)).toEqual({ train: 36, validation: 12, test: 12 });
    expect(targetSize).toBe(4);
    expect(preprocessing.target).toBeUndefined();
    expect(preprocessing.targets!.map(({ column }) => column)).toEqual(['tide', 'pressure']);
    expect(preprocessing.targets![1]!.mean).toBeCloseTo(1000, -1);
    expect(preprocessing.targets![0]!.std).toBeCloseTo(Math.SQRT1_2, 1);
  });

  it('leave out a sample that lacks one of its answers', () => {
    const values = new Float64Array(bytes.samples.slice(0));
    values[3 * 10 + 1] = NaN;
    const { split } = prepareData(descriptor, plan, { ...bytes, samples: values.buffer });
    const used = [...split.train, ...split.validation, ...split.test];
    // Steps 3 and 4 after the last of samples 6 and 7 are step 10.
    expect(used).toHaveLength(58);
    expect(used).not.toContain(6);
    expect(used).not.toContain(7);
  });

  it.each([
    [{ moreTargets: ['depth'] }, 'columnUnknown'],
    [{ moreTargets: ['tide'] }, 'targetTwice'],
    [{ moreTargets: ['wind'] }, 'targetsNotNumbers'],
    [{ target: 'wind', moreTargets: [] }, 'targetsNotNumbers'],
  ])('%j is refused: %s', (patch, code) => {
    const wrong = tidePlan(descriptor, patch);
    expect(() => dataShape(descriptor, wrong.target, wrong)).toThrow(code);
  });

  it('are for series only', () => {
    const table = { ...descriptor, kind: 'table' } as const;
    expect(() => dataShape(table, 'tide', plan)).toThrow('targetsOfTable');
  });

  it('stand in the experiment file and follow a change of the target', () => {
    const experiment = targetsExperiment(descriptor, plan);
    expect(parseExperiment(JSON.parse(JSON.stringify(experiment))).data).toEqual(plan);
    expect(setTarget(descriptor, 'pressure')(experiment).data.moreTargets).toBeUndefined();
    expect(setTarget(descriptor, 'wind')(experiment).data.moreTargets).toBeUndefined();
    expect(setMoreTargets(['pressure'])(experiment)).toBe(experiment);
  });
});

describe('perTarget', () => {
  it('tells errors in the units of each column; R² of all is the mean of theirs', () => {
    // Two rows of two targets: of the first (× 2 + 10) answers are off by 2 and 0, of the second (× 1 + 0) by 1 and 3.
    const answers = {
      rows: 4,
      classes: 1,
      predicted: Float64Array.of(1, 1, 2, 8),
      actual: Float64Array.of(0, 0, 2, 5),
    };
    const own = perTarget(answers, [
      { column: 'a', mean: 10, std: 2 },
      { column: 'b', mean: 0, std: 1 },
    ]);
    expect(own[ofTarget('meanAbsoluteError', 0)]).toBe(1);
    expect(own[ofTarget('rootMeanSquaredError', 0)]).toBeCloseTo(Math.SQRT2, 12);
    expect(own[ofTarget('meanAbsoluteError', 1)]).toBe(2);
    // Spread of a: 10 and 14, so 8; of b: 0 and 5, so 12.5.
    expect(own[ofTarget('r2Score', 0)]).toBeCloseTo(1 - 4 / 8, 12);
    expect(own[ofTarget('r2Score', 1)]).toBeCloseTo(1 - 10 / 12.5, 12);
    expect(own.r2Score).toBeCloseTo((0.5 + 0.2) / 2, 12);
  });
});
