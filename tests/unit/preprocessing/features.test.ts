import { describe, expect, it } from 'vitest';
import type { ColumnInfo, DatasetDescriptor } from '#shared/domain/dataset.ts';
import { defaultExperiment } from '#shared/domain/defaultExperiment.ts';
import type { DataPlan, FeaturePlan } from '#shared/domain/experiment.ts';
import { parseExperiment } from '#shared/domain/experimentSchema.ts';
import { movedUp, withColumnPlan } from '#shared/domain/columnPlanEdits.ts';
import { splitSizes, usableRows } from '#shared/domain/trainingSteps.ts';
import { checkModel } from '#shared/domain/modelCheck.ts';
import { dataShape } from '#shared/preprocessing/dataShape.ts';
import { prepareData, type PreparedData } from '#shared/preprocessing/preparedData.ts';
import { mostFrequent } from '#shared/preprocessing/scaling.ts';
import { encodedWidth, treatmentOf } from '#shared/preprocessing/treatment.ts';
import { StudioError } from '#shared/result.ts';

const column = (name: string, missing: number, categories: readonly string[] | null = null): ColumnInfo => ({
  name,
  type: categories ? 'category' : 'number',
  missing,
  categories,
  distinct: categories?.length ?? 10,
  integer: false,
  min: null,
  max: null,
  mean: null,
});
const sizes = ['large', 'medium', 'small'];
const columns = [column('area', 3), column('size', 2, sizes), column('price', 1)];
const gap = NaN;
/** Area 0, 1, 1, 1, 4 … with gaps; size by place; price. Training is all of it but the last four rows. */
const rows = [
  [0, 0, 10],
  [1, 1, 11],
  [1, 2, 12],
  [1, 2, 13],
  [4, 2, 14],
  [gap, gap, 15],
  [9, 1, gap],
  [gap, 0, 17],
  [gap, 1, 18],
  [5, gap, 19],
  [100, 0, 20],
  [100, 0, 21],
];
const descriptor: DatasetDescriptor = {
  format: 'descent-studio/dataset',
  version: 1,
  id: 't',
  name: 'T',
  kind: 'table',
  task: 'regression',
  origin: 'imported',
  known: null,
  licence: null,
  source: null,
  samples: { dtype: 'float64', shape: [rows.length, 3] },
  targets: null,
  classes: null,
  columns,
  target: 'price',
  publishedTest: 0,
  split: { train: 8, validation: 2, test: 2 },
  files: [],
  completeRows: 7,
  problems: [],
  importedAt: '',
};
const base: DataPlan = {
  dataset: 't',
  target: 'price',
  validationShare: 0.2,
  testShare: 0.2,
  validationSize: null,
  splitSeed: 1,
  stratified: false,
  scaling: 'none',
};

function prepared(plan: FeaturePlan, from = descriptor): PreparedData {
  return prepareData(from, { ...base, ...plan }, { samples: Float64Array.from(rows.flat()).buffer, targets: null });
}

function sample(data: PreparedData, row: number): number[] {
  const out = new Float32Array(data.sampleSize);
  data.gather(Uint32Array.of(row), out);
  return [...out];
}

const trained = (data: PreparedData, at: number): number[] =>
  [...data.split.train].map((row) => rows[row]![at]!).filter((value) => !Number.isNaN(value));

function code(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    if (error instanceof StudioError) return error.code;
    throw error;
  }
  return 'nothing';
}

describe('gaps of numbers', () => {
  it('are filled with the median, the mean or the most frequent value of the training rows', () => {
    const data = prepared({});
    const values = trained(data, 0).sort((a, b) => a - b);
    const middle = (values[(values.length - 1) >> 1]! + values[values.length >> 1]!) / 2;
    expect(sample(data, 5)[0]).toBe(middle);
    expect(sample(prepared({ missing: 'median' }), 5)[0]).toBe(middle);
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    expect(sample(prepared({ missing: 'mean' }), 5)[0]).toBeCloseTo(mean, 5);
    expect(sample(prepared({ missing: 'mostFrequent' }), 5)[0]).toBe(mostFrequent(values));
  });

  it('can be told by a value of their own', () => {
    const data = prepared({ indicator: true });
    expect(data.shape.inputShape).toEqual([6]);
    expect([5, 0].map((row) => sample(data, row).slice(1, 2))).toEqual([[1], [0]]);
    expect(sample(data, 5).at(-1)).toBe(1);
    expect(sample(data, 9).slice(0, 2)).toEqual([5, 0]);
    expect(data.preprocessing.features?.map(({ indicator }) => indicator)).toEqual([true, true]);
  });

  it('drop their rows', () => {
    const data = prepared({ missing: 'drop' });
    const all = [...data.split.train, ...data.split.validation, ...data.split.test].sort((a, b) => a - b);
    expect(all).toEqual([0, 1, 2, 3, 4, 10, 11]);
    expect(all).toHaveLength(usableRows(descriptor, 'price', { missing: 'drop' }));
    const { train, validation, test } = splitSizes(descriptor, { ...base, missing: 'drop' });
    expect([train, validation, test]).toEqual([
      data.split.train.length,
      data.split.validation.length,
      data.split.test.length,
    ]);
  });

  it('cannot drop rows where nobody counted them', () => {
    const { completeRows: _, ...old } = descriptor;
    expect(code(() => prepared({ missing: 'drop' }, old))).toBe('dropUnknown');
    expect(usableRows(old, 'price', {})).toBe(11);
  });
});

describe('categories', () => {
  it('become one value each, with no one for a missing cell', () => {
    const data = prepared({});
    expect(sample(data, 0).slice(1)).toEqual([1, 0, 0]);
    expect(sample(data, 5).slice(1)).toEqual([0, 0, 0]);
  });

  it('get the most frequent one where it is asked for', () => {
    const data = prepared({ missing: 'mostFrequent' });
    const place = mostFrequent(trained(data, 1))!;
    expect(sample(data, 5).slice(1)[place]).toBe(1);
    expect(data.preprocessing.features?.[1]).toMatchObject({ type: 'oneHot', fill: place });
  });

  it('become numbers in their order', () => {
    const data = prepared({ categories: 'ordinal' });
    expect(data.shape.inputShape).toEqual([2]);
    expect([0, 1, 2].map((row) => sample(data, row)[1])).toEqual([0, 1, 2]);
    const ordered = prepared({ columns: { size: { encoding: 'ordinal', order: ['small', 'medium'] } } });
    expect([0, 1, 2].map((row) => sample(ordered, row)[1])).toEqual([2, 1, 0]);
    expect(ordered.preprocessing.features?.[1]).toMatchObject({
      type: 'ordinal',
      categories: ['small', 'medium', 'large'],
      scaling: { mean: 0, std: 1 },
    });
  });

  it('become codes for an embedding, first in the row; what no training row has shares one with what is missing', () => {
    const data = prepared({ categories: 'code' });
    expect(data.shape).toMatchObject({ inputShape: [2], codes: { columns: 1, vocabulary: 4 } });
    const seen = sizes.filter((_, place) => trained(data, 1).includes(place));
    expect(data.preprocessing.features!.map(({ column: name, type }) => [name, type])).toEqual([
      ['size', 'code'],
      ['area', 'number'],
    ]);
    expect(data.preprocessing.features![0]).toMatchObject({ first: 0, categories: seen });
    expect([0, 1, 2, 5].map((row) => sample(data, row)[0])).toEqual([
      ...sizes.map((name) => seen.indexOf(name) + 1),
      0,
    ]);
    expect(sample(data, 4)).toEqual([seen.indexOf('small') + 1, 4]);
    const alone = prepared({ columns: { size: { encoding: 'code' } } });
    expect(alone.shape.codes).toEqual(data.shape.codes);
    // Training rows without any large one: it is as unknown as a gap.
    const few = prepareData(
      descriptor,
      { ...base, columns: { size: { encoding: 'code' } } },
      {
        samples: Float64Array.from(
          rows.map(([a, b, c], at) => [a!, data.split.train.includes(at) && b === 0 ? 1 : b!, c!]).flat(),
        ).buffer,
        targets: null,
      },
    );
    expect(few.preprocessing.features![0]!.categories).not.toContain('large');
    expect(few.split.validation.length + few.split.test.length).toBeGreaterThan(0);
    for (const row of [...few.split.validation, ...few.split.test])
      if (rows[row]![1] === 0) expect(sample(few, row)[0]).toBe(0);
  });

  it('of a series or of a sample that is to be rebuilt become no codes', () => {
    expect(code(() => prepared({ categories: 'code' }, { ...descriptor, kind: 'series' }))).toBe('embeddingOfSeries');
    expect(code(() => prepared({ categories: 'code', reconstruct: true }))).toBe('reconstructTexts');
  });

  it('of too many values can still become a number when it is said', () => {
    const many = column(
      'street',
      0,
      Array.from({ length: 60 }, (_, at) => `street ${at}`),
    );
    expect(encodedWidth(many)).toBe(0);
    expect(encodedWidth(many, { categories: 'ordinal' })).toBe(0);
    expect(encodedWidth(many, { columns: { street: { encoding: 'ordinal' } } })).toBe(1);
  });
});

describe('single columns', () => {
  it('can be left out or treated in their own way', () => {
    const data = prepared({
      missing: 'mean',
      columns: { size: { use: false }, area: { missing: 'median', indicator: true } },
    });
    expect(data.shape.inputShape).toEqual([2]);
    expect(data.preprocessing.features?.map(({ type }) => type)).toEqual(['number', 'leftOut']);
    expect(sample(data, 7)[1]).toBe(1);
  });

  it('must be there', () => {
    expect(code(() => prepared({ columns: { sise: { use: false } } }))).toBe('columnUnknown');
    expect(code(() => prepared({ columns: { size: { encoding: 'ordinal', order: ['tiny'] } } }))).toBe(
      'categoryUnknown',
    );
  });
});

describe('fitted on the training rows only', () => {
  it.each<FeaturePlan>([{ missing: 'mean' }, { missing: 'mostFrequent' }, { missing: 'median' }])('%j', (plan) => {
    const before = prepared(plan).preprocessing;
    const changed = rows.map((row, at) =>
      prepared(plan).split.train.includes(at) ? row : row.map((value) => (Number.isNaN(value) ? value : value * 7 + 1)),
    );
    const after = prepareData(
      { ...descriptor, columns: [columns[0]!, { ...columns[1]!, categories: null, type: 'number' }, columns[2]!] },
      { ...base, ...plan, columns: { size: { use: false } } },
      { samples: Float64Array.from(changed.flat()).buffer, targets: null },
    ).preprocessing;
    expect(after.features?.[0]).toEqual(before.features?.[0]);
  });
});

describe('the experiment file', () => {
  it('holds the treatment, and needs none', () => {
    const treated = {
      ...defaultExperiment,
      data: { ...defaultExperiment.data, missing: 'mean', indicator: true, columns: { x: { use: false } } },
    };
    expect(parseExperiment(treated).data).toEqual(treated.data);
    expect(Object.keys(parseExperiment(defaultExperiment).data)).not.toContain('missing');
    const wrong = { ...defaultExperiment, data: { ...defaultExperiment.data, missing: 'zero' } };
    expect(code(() => parseExperiment(wrong))).toBe('experimentField');
  });
});

describe('parts of an exact size', () => {
  const whole = { ...descriptor, samples: { dtype: 'float64', shape: [1000, 3] } } as const;
  const plan = { ...base, validationShare: 0.2, testShare: 0.2, validationSize: null };
  const sizesOf = (patch: Partial<DataPlan>, set: DatasetDescriptor = whole) =>
    splitSizes(set, { ...plan, ...patch }, 1000);

  it('are taken as they are, from rows that leave something to train on', () => {
    expect(sizesOf({})).toEqual({ train: 600, validation: 200, test: 200 });
    expect(sizesOf({ testSize: 123 })).toEqual({ train: 677, validation: 200, test: 123 });
    expect(sizesOf({ testSize: 100, validationSize: 50 })).toEqual({ train: 850, validation: 50, test: 100 });
    expect(sizesOf({ testSize: null })).toEqual(sizesOf({}));
    expect(sizesOf({ testSize: 5000 })).toEqual({ train: 1, validation: 1, test: 998 });
    expect(sizesOf({ testSize: 5 }, { ...whole, publishedTest: 300 }).test).toBe(300);
  });

  it('stand in the experiment file', () => {
    const experiment = { ...defaultExperiment, data: { ...defaultExperiment.data, testSize: 70 } };
    expect(parseExperiment(JSON.parse(JSON.stringify(experiment))).data.testSize).toBe(70);
    expect(() => parseExperiment({ ...experiment, data: { ...experiment.data, testSize: 0 } })).toThrow(StudioError);
  });
});

describe('the plan of one column', () => {
  it('keeps what was set before, and goes once nothing differs', () => {
    const one = withColumnPlan({}, 'size', { encoding: 'ordinal' });
    const two = withColumnPlan(one, 'size', { missing: 'mean' });
    expect(two).toEqual({ columns: { size: { encoding: 'ordinal', missing: 'mean' } } });
    expect(withColumnPlan(two, 'area', { use: false })).toEqual({
      columns: { size: { encoding: 'ordinal', missing: 'mean' }, area: { use: false } },
    });
    expect(withColumnPlan(one, 'size', { encoding: undefined })).toEqual({ columns: {} });
  });

  it('orders categories step by step', () => {
    expect(movedUp(sizes, 2)).toEqual(['large', 'small', 'medium']);
    expect(movedUp(sizes, 0)).toEqual(sizes);
    const plan = withColumnPlan({}, 'size', { encoding: 'ordinal', order: movedUp(sizes, 2) });
    expect(treatmentOf(columns[1]!, plan).order).toEqual(['large', 'small', 'medium']);
  });
});

describe('a table as tokens', () => {
  const plan = { categories: 'embedding' } as const;

  it('has a token per category and bin, and one per column for a missing cell', () => {
    const data = prepared(plan);
    // 16 bins and a gap, three sizes and a gap.
    expect(data.shape).toMatchObject({ inputShape: [2], vocabulary: 17 + 4, demand: { units: 1 } });
    expect(sample(data, 5)).toEqual([16, 17 + 3]);
    expect(sample(data, 0)[1]).toBe(17 + 0);
    expect(sample(data, 2)[1]).toBe(17 + 2);
    const [area, size] = data.preprocessing.features!;
    expect([area?.first, size?.first, size?.categories]).toEqual([0, 17, sizes]);
  });

  it('learns the bins of numbers from the training rows only', () => {
    const many = (last: number): DatasetDescriptor => ({
      ...descriptor,
      samples: { dtype: 'float64', shape: [last, 3] },
    });
    const cells = Array.from({ length: 400 }, (_, row) => [row, row % 3, row]);
    const prepare = (values: number[][]) =>
      prepareData(many(400), { ...base, ...plan }, { samples: Float64Array.from(values.flat()).buffer, targets: null });
    const data = prepare(cells);
    const { train, test } = data.split;
    const counts = new Map<number, number>();
    for (const row of train) counts.set(sample(data, row)[0]!, (counts.get(sample(data, row)[0]!) ?? 0) + 1);
    // 240 rows in 16 bins of 15.
    expect([counts.size, ...new Set(counts.values())]).toEqual([16, 15]);
    const changed = prepare(cells.map((row, at) => (test.includes(at) ? [1e6 + at, row[1]!, row[2]!] : row)));
    expect(changed.preprocessing.features![0]!.edges).toEqual(data.preprocessing.features![0]!.edges);
    expect(sample(changed, test[0]!)[0]).toBe(15);
  });

  it('leaves out what the reader leaves out, and names of things', () => {
    const named = column(
      'name',
      0,
      Array.from({ length: 201 }, (_, at) => String(at)),
    );
    expect([encodedWidth(named, plan), encodedWidth(columns[0]!, plan)]).toEqual([0, 1]);
    expect(prepared({ ...plan, columns: { area: { use: false } } }).shape).toMatchObject({
      inputShape: [1],
      vocabulary: 4,
    });
  });

  it('is refused for a series, whose steps are numbers', () => {
    const series = { ...descriptor, kind: 'series' } as const;
    expect(code(() => dataShape(series, 'price', plan))).toBe('embeddingOfSeries');
  });

  it('fits an embedding as large as it says', () => {
    const cells = Array.from({ length: 300 }, (_, row) => [row % 10, row % 3, 100 * (row % 3)]);
    const set: DatasetDescriptor = { ...descriptor, samples: { dtype: 'float64', shape: [300, 3] } };
    const scaled = { ...base, ...plan, scaling: 'standardise' } as const;
    const data = prepareData(set, scaled, { samples: Float64Array.from(cells.flat()).buffer, targets: null });
    const layers = [
      { id: 'e', kind: 'embedding', params: { inputDim: data.shape.vocabulary!, outputDim: 4 } },
      { id: 'f', kind: 'flatten', params: {} },
      { id: 'd', kind: 'dense', params: { units: 1, activation: 'linear' } },
    ];
    expect(checkModel({ layers }, data.shape.inputShape, data.shape.demand, 'meanSquaredError')).toMatchObject({
      ok: true,
      outputShape: [1],
      parameters: 21 * 4 + 8 + 1,
    });
  });
});
