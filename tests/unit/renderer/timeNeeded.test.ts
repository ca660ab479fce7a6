import { expect, it } from 'vitest';
import type { Contender, ContenderChanges, Experiment } from '#shared/domain/experiment.ts';
import type { EpochRecord, RunRecord } from '#shared/domain/run.ts';
import { secondsNeeded } from '../../../src-renderer/components/optimizers/timeNeeded.ts';
import { emptyCurves, type Comparison } from '../../../src-renderer/training/comparison.ts';
import { denseLayers, experimentOn } from '../../engine/support.ts';

const sgd = (name: string, changes?: ContenderChanges): Contender => {
  return { name, optimizer: 'sgd', params: {}, slot: 1, ...(changes && { changes }) };
};
const draftOf = (...contenders: Contender[]): Experiment =>
  experimentOn('class', denseLayers, contenders, { epochs: 10, batchSize: 32 });

/** Runs of the experiment's contenders whose epochs took so many seconds each. */
function measuredWith(experiment: Experiment, seconds: readonly number[]): Comparison {
  const runs = experiment.contenders.map((contender) => ({ id: contender.name, contender }) as unknown as RunRecord);
  const epoch = (each: number) => ({ valLoss: 1, seconds: each }) as EpochRecord;
  const curves = new Map(
    runs.map(({ id }, at) => [id, { ...emptyCurves(), epochs: [epoch(seconds[at]!), epoch(seconds[at]!)] }]),
  );
  return { record: { experiment } as Comparison['record'], runs, curves };
}

it('counts the mean epoch of runs alike, and every contender’s own epochs', () => {
  const measured = measuredWith(draftOf(sgd('a'), sgd('b')), [2, 4]);
  expect(secondsNeeded(draftOf(sgd('c')), measured)).toBe(30);
  expect(secondsNeeded(draftOf(sgd('c'), sgd('d', { epochs: 3 })), measured)).toBe(30 + 9);
  const seeds = { ...draftOf(sgd('c')), training: { ...draftOf().training, seeds: [1, 2] } };
  expect(secondsNeeded(seeds, measured)).toBe(60);
});

it('counts batches and layers of a contender’s own by runs that had them too', () => {
  const single = sgd('single', { batchSize: 1 });
  const own = sgd('deep', { layers: [...denseLayers.slice(0, 1), ...denseLayers] });
  const measured = measuredWith(draftOf(sgd('a'), single, own), [1, 20, 5]);
  expect(secondsNeeded(draftOf(sgd('a'), { ...single, name: 'again' }, own), measured)).toBe(10 + 200 + 50);
});

it('says nothing where a contender, or the data, was not measured', () => {
  const measured = measuredWith(draftOf(sgd('a')), [1]);
  expect(secondsNeeded(draftOf(sgd('a'), sgd('b', { batchSize: 7 })), measured)).toBeNull();
  const elsewhere = { ...draftOf(sgd('a')), data: { ...draftOf().data, dataset: 'other' } };
  expect(secondsNeeded(elsewhere, measured)).toBeNull();
  expect(secondsNeeded(draftOf(sgd('a')), null)).toBeNull();
  expect(secondsNeeded(draftOf(), measured)).toBeNull();
});
