import { describe, expect, it } from 'vitest';
import type { ColumnInfo, DatasetDescriptor } from '#shared/domain/dataset.ts';
import type { DataPlan } from '#shared/domain/experiment.ts';
import { prepareData } from '#shared/preprocessing/preparedData.ts';

const plan: DataPlan = {
  dataset: 't',
  target: 'price',
  validationShare: 0.2,
  testShare: 0.2,
  validationSize: null,
  splitSeed: 1,
  stratified: false,
  scaling: 'standardise',
};
const common = {
  format: 'descent-studio/dataset',
  version: 1,
  id: 't',
  name: 'T',
  task: 'regression',
  origin: 'imported',
  known: null,
  licence: null,
  source: null,
  publishedTest: 0,
  files: [],
  problems: [],
  importedAt: '2026-01-01T00:00:00.000Z',
} as const;
const number = (name: string): ColumnInfo => ({
  name,
  type: 'number',
  missing: 0,
  categories: null,
  distinct: 100,
  integer: false,
  min: 0,
  max: 1,
  mean: 0.5,
});
const category = (name: string, categories: string[]): ColumnInfo => ({
  ...number(name),
  type: 'category',
  categories,
});

/** area (a gap in row 3), district (a gap in row 5), id text with too many values, price (missing in row 9). */
function houses(): { descriptor: DatasetDescriptor; values: Float64Array } {
  const names = Array.from({ length: 60 }, (_, i) => `house ${i}`);
  const columns = [number('area'), category('district', ['north', 'south']), category('name', names), number('price')];
  const rows = 60;
  const values = new Float64Array(rows * 4);
  for (let row = 0; row < rows; row++)
    values.set([row === 3 ? NaN : row, row === 5 ? NaN : row % 2, row, row === 9 ? NaN : 1000 + 10 * row], row * 4);
  const descriptor: DatasetDescriptor = {
    ...common,
    kind: 'table',
    samples: { dtype: 'float64', shape: [rows, 4] },
    targets: null,
    classes: null,
    columns,
    target: 'price',
    split: { train: 36, validation: 12, test: 12 },
  };
  return { descriptor, values };
}

describe('tables', () => {
  const { descriptor, values } = houses();
  const data = prepareData(descriptor, plan, { samples: values.buffer as ArrayBuffer, targets: null });
  const one = (row: number): number[] => {
    const out = new Float32Array(data.sampleSize);
    data.gather(Uint32Array.of(row), out);
    return [...out];
  };

  it('leaves out identifiers and rows without a target, encodes categories one-hot', () => {
    expect(data.shape.inputShape).toEqual([3]);
    const all = [...data.split.train, ...data.split.validation, ...data.split.test];
    expect(all.length).toBe(59);
    expect(all).not.toContain(9);
    expect(one(0).slice(1)).toEqual([1, 0]);
    expect(one(1).slice(1)).toEqual([0, 1]);
    expect(one(5).slice(1)).toEqual([0, 0]);
  });

  it('D26: standardises with the statistics of the training part only, fills gaps with its median', () => {
    const area = (row: number): number => (row === 3 ? NaN : row);
    const known = [...data.split.train].map(area).filter((value) => !Number.isNaN(value));
    const middle = known.sort((a, b) => a - b);
    const median = (middle[(middle.length - 1) >> 1]! + middle[middle.length >> 1]!) / 2;
    const filled = [...data.split.train].map((row) => (row === 3 ? median : row));
    const mean = filled.reduce((sum, value) => sum + value, 0) / filled.length;
    const std = Math.sqrt(filled.reduce((sum, value) => sum + (value - mean) ** 2, 0) / filled.length);
    expect(one(10)[0]).toBeCloseTo((10 - mean) / std, 6);
    expect(one(3)[0]).toBeCloseTo((median - mean) / std, 6);
    const scaled = [...data.split.train].map((row) => one(row)[0]!);
    const scaledMean = scaled.reduce((sum, value) => sum + value, 0) / scaled.length;
    expect(Math.abs(scaledMean)).toBeLessThan(1e-6);
    expect(Math.abs(Math.sqrt(scaled.reduce((sum, value) => sum + value ** 2, 0) / scaled.length) - 1)).toBeLessThan(
      1e-6,
    );
  });

  it('standardises the number to predict and keeps what turns it back', () => {
    const { mean, std } = data.preprocessing.target!;
    const out = new Float32Array(1);
    data.gatherTargets(Uint32Array.of(20), out);
    expect(out[0]! * std + mean).toBeCloseTo(1200, 3);
  });

  it('refuses bytes of another size', () => {
    expect(() => prepareData(descriptor, plan, { samples: new ArrayBuffer(8), targets: null })).toThrow('datasetBytes');
  });
});

describe('pictures', () => {
  const pixels = Uint8Array.from({ length: 10 * 4 }, (_, i) => (i * 37) % 256);
  const descriptor: DatasetDescriptor = {
    ...common,
    kind: 'image',
    task: 'classification',
    samples: { dtype: 'uint8', shape: [10, 2, 2, 1] },
    targets: { dtype: 'uint8', shape: [10] },
    classes: [
      { name: 'a', count: 5 },
      { name: 'b', count: 5 },
    ],
    columns: null,
    target: null,
    publishedTest: 2,
    split: { train: 6, validation: 2, test: 2 },
  };
  const labels = Uint8Array.from({ length: 10 }, (_, i) => i % 2);
  const bytes = { samples: pixels.buffer, targets: labels.buffer };

  it('D26: one mean and spread over all training pixels, test untouched at the end', () => {
    const data = prepareData(descriptor, { ...plan, target: null }, bytes);
    expect([...data.split.test]).toEqual([8, 9]);
    const out = new Float32Array(data.split.train.length * 4);
    data.gather(data.split.train, out);
    const mean = out.reduce((sum, value) => sum + value, 0) / out.length;
    expect(Math.abs(mean)).toBeLessThan(1e-6);
    expect(Math.sqrt(out.reduce((sum, value) => sum + value * value, 0) / out.length)).toBeCloseTo(1, 6);
  });

  it('without scaling: values between 0 and 1', () => {
    const data = prepareData(descriptor, { ...plan, target: null, scaling: 'none' }, bytes);
    const out = new Float32Array(4);
    data.gather(Uint32Array.of(1), out);
    expect([...out]).toEqual([...pixels.subarray(4, 8)].map((value) => Math.fround(value / 255)));
  });
});
