import { describe, expect, it } from 'vitest';
import type { CallInput, RunAppend, Studio } from '#shared/contract.ts';
import { packedEpochs, recordsOf, type PackedSteps } from '#shared/domain/pointColumns.ts';
import { fail, succeed } from '#shared/result.ts';
import { createPointsSender } from '#renderer/training/pointsSender.ts';
import { createRunWriter, type RunWriter, type WriterTrouble } from '#renderer/training/runWriter.ts';

/** A host that notes what it is given; `answer` may refuse. */
function host(answer: (name: string) => 'ok' | 'diskFull' | 'runNotOurs' = () => 'ok') {
  const appended: RunAppend[] = [];
  const called: string[] = [];
  const studio = {
    host: 'loopback',
    call: (name: string, input: unknown) => {
      called.push(name);
      const said = answer(name);
      if (said !== 'ok') return Promise.resolve(fail(said));
      if (name === 'runs.append') appended.push(...(input as CallInput<'runs.append'>).runs);
      return Promise.resolve(succeed(null));
    },
  } as unknown as Studio;
  return { studio, appended, called };
}

const steps = (fromStep: number, count: number): PackedSteps => ({
  series: 'loss',
  fromStep,
  values: Float64Array.from({ length: count }, (_, i) => fromStep + i),
});
const epoch = (number: number) => ({
  epoch: number,
  step: number,
  loss: 1,
  valLoss: 1,
  metrics: {},
  valMetrics: {},
  seconds: 1,
});
const writerOf = (studio: Studio, trouble: WriterTrouble): RunWriter =>
  createRunWriter(studio, 'r', trouble, createPointsSender(studio));
const never = () => new Promise<void>(() => undefined);

describe('writing a run', () => {
  it('cuts what came together into calls the host takes, in order and whole', async () => {
    const { studio, appended } = host();
    const writer = writerOf(studio, { onFailure: () => undefined, whenRoom: never });
    const epochs = Array.from({ length: 5000 }, (_, i) => epoch(i + 1));
    writer.append([steps(1, 30_000), steps(30_001, 30_000)], packedEpochs(epochs));
    writer.order('a'.repeat(64));
    await writer.settled();
    const values = appended.flatMap((call) => call.steps.flatMap((piece) => Array.from(piece.values)));
    expect(values).toEqual(Array.from({ length: 60_000 }, (_, i) => i + 1));
    expect(Math.max(...appended.flatMap((call) => call.steps.map((piece) => piece.values.length)))).toBe(20_000);
    expect(appended.flatMap((call) => recordsOf(call.epochs).map((record) => record.epoch))).toEqual(
      epochs.map((e) => e.epoch),
    );
    expect(appended.at(-1)!.batchOrderHash).toBe('a'.repeat(64));
    const few = host();
    const other = writerOf(few.studio, { onFailure: () => undefined, whenRoom: never });
    other.append([steps(1, 3), { ...steps(1, 3), series: 'rate' }], packedEpochs([epoch(1)]));
    await other.settled();
    expect(few.appended.length).toBe(1);
  });

  it('writes what comes after going back after it, though a batch from before still waits', async () => {
    const { studio, appended, called } = host();
    const writer = writerOf(studio, { onFailure: () => undefined, whenRoom: never });
    writer.begin({} as Parameters<RunWriter['begin']>[0]);
    // The order of the next epoch is told before the first points of who goes on.
    writer.order('b'.repeat(64));
    writer.goBack({ step: 3, epoch: 1 });
    writer.append([steps(4, 2)], []);
    await writer.settled();
    expect(called).toEqual(['runs.begin', 'runs.append', 'runs.goBack', 'runs.append']);
    expect(appended.map((call) => call.steps.length)).toEqual([0, 1]);
  });

  it('waits where the disk is full and writes the same again, nothing lost, nothing twice', async () => {
    let isFull = true;
    const { studio, appended, called } = host((name) => (isFull && name === 'runs.append' ? 'diskFull' : 'ok'));
    let tryAgain!: () => void;
    let waits = 0;
    const whenRoom = () => {
      waits += 1;
      return new Promise<void>((resolve) => (tryAgain = resolve));
    };
    const failures: unknown[] = [];
    const writer = writerOf(studio, { onFailure: (error) => failures.push(error), whenRoom });
    writer.append([steps(1, 3)], []);
    await expect.poll(() => waits).toBe(1);
    writer.append([steps(4, 2)], packedEpochs([epoch(1)]));
    writer.status('paused');
    tryAgain();
    await expect.poll(() => waits).toBe(2);
    expect(called.filter((name) => name === 'runs.setStatus')).toEqual([]);
    isFull = false;
    tryAgain();
    await writer.settled();
    expect(appended.flatMap((call) => call.steps.flatMap((piece) => [...piece.values]))).toEqual([1, 2, 3, 4, 5]);
    expect([called.at(-1), failures]).toEqual(['runs.setStatus', []]);
  });

  it('tells any other failure once and drops what follows', async () => {
    const { studio, called } = host(() => 'runNotOurs');
    const failures: unknown[] = [];
    const writer = writerOf(studio, { onFailure: (error) => failures.push(error), whenRoom: never });
    writer.append([steps(1, 3)], []);
    await writer.settled();
    writer.status('paused');
    await writer.settled();
    expect([failures.length, called]).toEqual([1, ['runs.append']]);
  });

  it('sends the points of all runs in one call, now and then, and at once where something waits behind them', async () => {
    const { studio, called, appended } = host();
    const sender = createPointsSender(studio, 40);
    const trouble = { onFailure: () => undefined, whenRoom: never };
    const writers = ['a', 'b', 'c'].map((run) => createRunWriter(studio, run, trouble, sender));
    writers.forEach((writer) => writer.append([steps(1, 3)], []));
    await expect.poll(() => appended.length).toBe(3);
    expect(called).toEqual(['runs.append']);
    const slow = createPointsSender(studio, 60_000);
    const writer = createRunWriter(studio, 'd', trouble, slow);
    writer.append([steps(1, 1)], []);
    await expect.poll(() => appended.length).toBe(4);
    writer.append([steps(2, 1)], []);
    writer.append([steps(3, 1)], []);
    await new Promise((resolve) => setTimeout(resolve, 30));
    expect(appended.length).toBe(4);
    writer.status('paused');
    await writer.settled();
    expect(called.slice(-2)).toEqual(['runs.append', 'runs.setStatus']);
    expect(appended.at(-1)!.steps).toEqual([{ series: 'loss', fromStep: 2, values: Float64Array.of(2, 3) }]);
  });
});
