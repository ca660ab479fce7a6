import { describe, expect, it } from 'vitest';
import {
  epochCount,
  epochSlice,
  epochsOf,
  isEpochBlock,
  joinPacked,
  packedEpochs,
  packedSteps,
  recordsOf,
  type Column,
} from '#shared/domain/pointColumns.ts';
import type { EpochRecord } from '#shared/domain/run.ts';

const old = (epoch: number): EpochRecord => ({
  epoch,
  step: 10 * epoch,
  loss: epoch === 2 ? null : 1 / epoch,
  valLoss: null,
  metrics: { accuracy: 0.5, 'recall.3': null },
  valMetrics: {},
  seconds: 0.25,
});
const measured = (epoch: number): EpochRecord => ({
  ...old(epoch),
  trainLoss: null,
  trainMetrics: { accuracy: 1 },
  samplesPerSecond: 1000 / 3,
});
const records = [old(1), old(2), measured(3), measured(4), { ...measured(5), trainMetrics: {} }];

describe('epoch records as columns', () => {
  it('come out as they went in, through another thread and through JSON', () => {
    const blocks = packedEpochs(records);
    expect(blocks.map(epochCount)).toEqual([2, 2, 1]);
    expect(structuredClone(blocks).flatMap(epochsOf)).toEqual(records);
    const lists = blocks.map((block) =>
      Object.fromEntries(Object.entries(block).map(([key, column]) => [key, Array.from(column)])),
    );
    expect(recordsOf(JSON.parse(JSON.stringify(lists)))).toEqual(records);
  });

  it('are cut, and mixed with plain records', () => {
    const [block] = packedEpochs(Array.from({ length: 7 }, (_, i) => measured(i + 1)));
    const parts = [epochSlice(block!, 0, 3), old(8), epochSlice(block!, 3, 7)];
    expect(recordsOf(parts).map(({ epoch }) => epoch)).toEqual([1, 2, 3, 8, 4, 5, 6, 7]);
  });

  it.each([
    ['a field is missing', { step: undefined }],
    ['a column is shorter', { loss: Float64Array.of(1) }],
    ['an epoch is no whole number', { epoch: Float64Array.of(1, 2.5) }],
    ['an update is below zero', { step: Float64Array.of(-1, 2) }],
    ['a time is no number', { seconds: Float64Array.of(NaN, 1) }],
    ['a loss is infinite', { loss: Float64Array.of(1, Infinity) }],
    ['a field is not known', { speed: Float64Array.of(1, 2) }],
    ['a field has the name of something else', { constructor: Float64Array.of(1, 2) }],
  ])('are refused where %s', (_, changes) => {
    const [block] = packedEpochs([old(1), old(2)]);
    expect(isEpochBlock(block!)).toBe(true);
    const changed = Object.entries<Column | undefined>({ ...block, ...changes });
    const fields = changed.flatMap(([key, column]) => (column ? [[key, column] as const] : []));
    expect(isEpochBlock(Object.fromEntries(fields))).toBe(false);
  });
});

describe('values of updates side by side', () => {
  it('have NaN where there is no number, and become one piece where one follows the other', () => {
    const piece = (series: string, fromStep: number, ...values: (number | null)[]) =>
      packedSteps({ series, fromStep, values });
    const joined = joinPacked([
      piece('loss', 1, 3, null),
      piece('rate', 1, 9),
      piece('loss', 3, 5),
      piece('loss', 9, 7),
    ]);
    expect(joined).toEqual([
      { series: 'loss', fromStep: 1, values: Float64Array.of(3, NaN, 5) },
      { series: 'rate', fromStep: 1, values: Float64Array.of(9) },
      { series: 'loss', fromStep: 9, values: Float64Array.of(7) },
    ]);
  });
});
