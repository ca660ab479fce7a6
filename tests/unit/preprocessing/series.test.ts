import { describe, expect, it } from 'vitest';
import type { ColumnInfo, DatasetDescriptor, SeriesInfo } from '#shared/domain/dataset.ts';
import { dataPlanFor } from '#shared/domain/draftEdits.ts';
import type { DataPlan } from '#shared/domain/experiment.ts';
import { splitSizes } from '#shared/domain/trainingSteps.ts';
import { dataShape } from '#shared/preprocessing/dataShape.ts';
import { prepareData } from '#shared/preprocessing/preparedData.ts';
import { fillGaps } from '#shared/preprocessing/seriesGrid.ts';
import { windowsIn } from '#shared/preprocessing/seriesPlan.ts';
import { clockSeconds, rowTime } from '#shared/preprocessing/seriesTime.ts';

const HOUR = 3600;

function column(name: string, values: readonly number[], more: Partial<ColumnInfo> = {}): ColumnInfo {
  const missing = values.filter(Number.isNaN).length;
  return {
    name,
    type: 'number',
    missing,
    categories: null,
    distinct: 100,
    integer: true,
    min: 0,
    max: 1,
    mean: 0,
    ...more,
  };
}

/** Rows [time, value, wind]; the value is ten times the hour. */
function seriesOf(rows: readonly (readonly number[])[], info: Partial<SeriesInfo> = {}) {
  const descriptor: DatasetDescriptor = {
    format: 'descent-studio/dataset',
    version: 1,
    id: 's',
    name: 'S',
    kind: 'series',
    task: 'regression',
    origin: 'imported',
    known: null,
    licence: null,
    source: null,
    samples: { dtype: 'float64', shape: [rows.length, 3] },
    targets: null,
    classes: null,
    columns: [
      column(
        'time',
        rows.map((row) => row[0]!),
        { date: 'ymd' },
      ),
      column(
        'value',
        rows.map((row) => row[1]!),
      ),
      column(
        'wind',
        rows.map((row) => row[2]!),
        { type: 'category', categories: ['N', 'S'] },
      ),
    ],
    target: 'value',
    publishedTest: 0,
    split: { train: 1, validation: 1, test: 1 },
    series: {
      time: { kind: 'date', date: 'time' },
      start: null,
      end: null,
      interval: HOUR,
      onGrid: true,
      steps: rows.length,
      ...info,
    },
    files: [],
    problems: [],
    importedAt: '',
  };
  return { descriptor, samples: Float64Array.from(rows.flat()).buffer };
}

const hours = (count: number) => Array.from({ length: count }, (_, hour) => [hour * HOUR, 10 * hour, hour % 2]);

function prepare(
  { descriptor, samples }: ReturnType<typeof seriesOf>,
  series: DataPlan['series'] = {},
  patch: Partial<DataPlan> = {},
) {
  const plan: DataPlan = { ...dataPlanFor(descriptor), scaling: 'none', ...patch, series };
  const data = prepareData(descriptor, plan, { samples, targets: null });
  const sample = (at: number): number[] => {
    const out = new Float32Array(data.sampleSize);
    data.gather(Uint32Array.of(at), out);
    return [...out];
  };
  const answer = (at: number): number => {
    const out = new Float32Array(1);
    data.gatherTargets(Uint32Array.of(at), out);
    return out[0]!;
  };
  return { data, sample, answer, plan };
}

describe('series', () => {
  it('give windows of all columns but the time, and the target so many steps after', () => {
    const { data, sample, answer } = prepare(seriesOf(hours(20)), { window: 3, horizon: 2 });
    expect(data.shape).toEqual({ inputShape: [3, 3], demand: { task: 'regression', units: 1 }, classNames: null });
    expect(sample(0)).toEqual([0, 1, 0, 10, 0, 1, 20, 1, 0]);
    expect(answer(0)).toBe(40);
    expect(sample(15).slice(0, 2)).toEqual([150, 0]);
    expect(answer(15)).toBe(190);
  });

  it('are split by time: every training answer lies before every other', () => {
    const { data, plan } = prepare(seriesOf(hours(104)), { window: 3, horizon: 2 });
    const { train, validation, test } = data.split;
    expect([train.length, validation.length, test.length]).toEqual([60, 20, 20]);
    expect([...train, ...validation, ...test]).toEqual(Array.from({ length: 100 }, (_, at) => at));
    expect(splitSizes(seriesOf(hours(104)).descriptor, plan)).toEqual({ train: 60, validation: 20, test: 20 });
  });

  it('are scaled by what came before the first validation answer', () => {
    const { data } = prepare(seriesOf(hours(104)), { window: 3, horizon: 2 }, { scaling: 'standardise' });
    // The last training answer is at step 59 + 3 − 1 + 2 = 63, so steps 0 … 63 count: mean 10 × 31.5.
    expect(data.preprocessing.target!.mean).toBeCloseTo(315, 9);
    expect(data.preprocessing.features![0]!.scaling!.mean).toBeCloseTo(315, 9);
  });

  it('may skip steps between samples and join steps into one', () => {
    const stride = prepare(seriesOf(hours(20)), { window: 2, stride: 5 });
    expect([0, 1, 2, 3].map((at) => stride.sample(at)[0])).toEqual([0, 50, 100, 150]);
    const joined = prepare(seriesOf(hours(20)), { window: 2, resample: 4 });
    expect(joined.sample(0)).toEqual([15, 0, 1, 55, 0, 1]);
    expect(joined.answer(0)).toBe(95);
  });

  it('put rows on their steps, whatever their order, and fill what is missing', () => {
    const rows = hours(30).filter((_, hour) => hour !== 4 && hour !== 5);
    const shuffled = seriesOf(rows.toReversed(), { steps: 30 });
    expect(
      prepare(shuffled, { window: 8 })
        .sample(0)
        .filter((_, at) => at % 3 === 0),
    ).toEqual([0, 10, 20, 30, 30, 30, 60, 70]);
    const line = prepare(shuffled, { window: 8, gaps: 'interpolate' });
    expect(line.sample(0).filter((_, at) => at % 3 === 0)).toEqual([0, 10, 20, 30, 40, 50, 60, 70]);
  });

  it('leave out samples whose answer is missing', () => {
    const rows = hours(30).map(([time, value, wind], hour) => [time!, hour === 12 ? NaN : value!, wind!]);
    const { data } = prepare(seriesOf(rows), { window: 2, horizon: 1 });
    const all = [...data.split.train, ...data.split.validation, ...data.split.test];
    expect(all).toHaveLength(27);
    expect(all).not.toContain(10);
  });

  it('take every row for a step where rows do not lie on equal ones', () => {
    const rows = hours(12).map(([time, ...rest], at) => [time! + at * at * 977, ...rest] as number[]);
    const uneven = prepare(seriesOf(rows, { onGrid: false, steps: 12 }), { window: 4 });
    expect(uneven.sample(0).filter((_, at) => at % 3 === 0)).toEqual([0, 10, 20, 30]);
  });

  it('tell their shape without being read, and say when they are too short', () => {
    const { descriptor } = seriesOf(hours(10));
    const plan = dataPlanFor(descriptor);
    expect(plan.series).toMatchObject({ window: 24, horizon: 1 });
    expect(dataShape(descriptor, 'value', plan).inputShape).toEqual([24, 3]);
    expect(splitSizes(descriptor, plan).train).toBeLessThan(1);
  });
});

describe('windowsIn', () => {
  const plan = { window: 3, horizon: 2, answers: 'last', stride: 1, resample: 1, gaps: 'hold' } as const;
  it.each([
    [4, 1, 0],
    [5, 1, 1],
    [20, 1, 16],
    [20, 5, 4],
    [21, 5, 4],
    [25, 5, 5],
  ])('%i steps by %i give %i samples', (steps, stride, count) => {
    expect(windowsIn(steps, { ...plan, stride })).toBe(count);
  });
});

describe('fillGaps', () => {
  const filled = (values: number[], gaps: 'hold' | 'interpolate') => {
    const list = Float64Array.from(values);
    fillGaps(list, gaps);
    return [...list];
  };
  it('holds the last value or draws a line, and reaches beyond both ends', () => {
    expect(filled([NaN, 1, NaN, NaN, 4, NaN], 'hold')).toEqual([1, 1, 1, 1, 4, 4]);
    expect(filled([NaN, 1, NaN, NaN, 4, NaN], 'interpolate')).toEqual([1, 1, 2, 3, 4, 4]);
    expect(filled([NaN, NaN], 'hold')).toEqual([NaN, NaN]);
  });
});

describe('the time of a row', () => {
  it.each([
    ['18:30', 66_600],
    ['18.00.00', 64_800],
    ['6:30 pm', 66_600],
    ['12:00 am', 0],
    ['24:00', 86_400],
    ['25:00', NaN],
    ['noon', NaN],
  ])('reads the clock %s', (text, seconds) => expect(clockSeconds(text)).toBe(seconds));

  it('is put together from a date and an hour, or from parts', () => {
    const cells = [[100 * 86_400, 5, 2010, 3, 2, 7]];
    const at = (row: number, place: number): number => cells[row]![place]!;
    const names = ['date', 'hour', 'year', 'month', 'day', 'h'].map((name) => ({ name, categories: null }));
    expect(rowTime({ kind: 'clock', date: 'date', clock: 'hour' }, names)(0, at)).toBe(100 * 86_400 + 5 * HOUR);
    expect(rowTime({ kind: 'parts', year: 'year', month: 'month', day: 'day', hour: 'h' }, names)(0, at)).toBe(
      Date.UTC(2010, 2, 2, 7) / 1000,
    );
    expect(rowTime({ kind: 'rows' }, names)(3, at)).toBe(3);
  });
});
