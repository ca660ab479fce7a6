import type { CallName, Studio } from '#shared/contract.ts';
import type { ColumnInfo, DatasetDescriptor } from '#shared/domain/dataset.ts';
import type { Experiment } from '#shared/domain/experiment.ts';
import { fail, succeed, type Result } from '#shared/result.ts';

const number = (name: string, distinct: number): ColumnInfo => ({
  name,
  type: 'number',
  missing: 0,
  categories: null,
  distinct,
  integer: true,
  min: 0,
  max: 9,
  mean: 4,
});

const base = {
  format: 'descent-studio/dataset',
  version: 1,
  origin: 'builtin',
  known: null,
  licence: null,
  source: null,
  files: [],
  problems: [],
  importedAt: '2026-01-01T00:00:00.000Z',
} as const;

/** Two moons as the generator describes them: two coordinates and a class. */
export const moons: DatasetDescriptor = {
  ...base,
  id: 'moons',
  name: 'Two moons',
  kind: 'table',
  task: 'classification',
  samples: { dtype: 'float64', shape: [1000, 3] },
  targets: null,
  classes: [
    { name: 'upper', count: 500 },
    { name: 'lower', count: 500 },
  ],
  columns: [
    number('x', 1000),
    number('y', 1000),
    { ...number('class', 2), type: 'category', categories: ['upper', 'lower'], integer: false },
  ],
  target: 'class',
  publishedTest: 0,
  split: { train: 600, validation: 200, test: 200 },
};

/** The published pictures: 70,000 of ten classes. */
export const fashion: DatasetDescriptor = {
  ...base,
  id: 'fashion-mnist',
  name: 'Fashion-MNIST',
  kind: 'image',
  task: 'classification',
  origin: 'imported',
  known: 'fashion-mnist',
  samples: { dtype: 'uint8', shape: [70000, 28, 28, 1] },
  targets: { dtype: 'uint8', shape: [70000] },
  classes: Array.from({ length: 10 }, (_, at) => ({ name: `class ${at}`, count: 7000 })),
  columns: null,
  target: null,
  publishedTest: 10000,
  split: { train: 55000, validation: 5000, test: 10000 },
};

/** A table whose target may be a number or a few whole numbers. */
export const houses: DatasetDescriptor = {
  ...base,
  id: 'houses',
  name: 'Houses',
  kind: 'table',
  task: 'regression',
  samples: { dtype: 'float64', shape: [500, 3] },
  targets: null,
  classes: null,
  columns: [number('price', 400), number('rooms', 5), number('area', 300)],
  target: 'price',
  publishedTest: 0,
  split: { train: 300, validation: 100, test: 100 },
};

/** A host in memory: data sets, one draft, every call written down. */
export function fakeStudio(draft: Experiment | null = null) {
  const sets = new Map([moons, fashion, houses].map((set) => [set.id, set]));
  const calls: { name: CallName; input: unknown }[] = [];
  const listeners = new Map<string, () => void>();
  const answers: Partial<Record<CallName, (input: Record<string, string>) => Result<unknown>>> = {
    'draft.get': () => succeed(draft),
    'draft.set': () => succeed(null),
    'datasets.get': ({ dataset = '' }) => {
      const found = sets.get(dataset);
      return found ? succeed(found) : fail('datasetMissing', { value: dataset });
    },
    'datasets.setTarget': ({ dataset = '', target = '' }) => {
      const set = sets.get(dataset)!;
      const column = set.columns!.find(({ name }) => name === target)!;
      const classes =
        column.distinct <= 12
          ? Array.from({ length: column.distinct }, (_, n) => ({ name: `${n}`, count: 100 }))
          : null;
      const task = classes ? 'classification' : 'regression';
      sets.set(dataset, { ...set, target, classes, task });
      return succeed(sets.get(dataset));
    },
  };
  const studio = {
    host: 'loopback',
    call: (name: CallName, input: Record<string, string>) => {
      calls.push({ name, input });
      return Promise.resolve(answers[name]?.(input) ?? fail('unexpected', { message: name }));
    },
    on: (event: string, listener: () => void) => {
      listeners.set(event, listener);
      return () => void listeners.delete(event);
    },
    registerFiles: () => Promise.resolve(succeed([])),
  } as unknown as Studio;
  return {
    studio,
    sets,
    countOf: (name: CallName) => calls.filter((call) => call.name === name).length,
    lastOf: (name: CallName) => calls.findLast((call) => call.name === name)?.input,
    fire: (event: string) => listeners.get(event)?.(),
    listening: () => listeners.size,
  };
}
