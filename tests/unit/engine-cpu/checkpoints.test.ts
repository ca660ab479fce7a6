import { beforeAll, describe, expect, it } from 'vitest';
import type { RunCheckpoint } from '#shared/domain/checkpoint.ts';
import type { Experiment } from '#shared/domain/experiment.ts';
import { optimizers } from '#shared/optimizers/index.ts';
import type { Kernels } from '../../../src-renderer/engine/cpu/kernels.ts';
import { checkpointsOf, everyUpdate, historyOf, stopAt } from '../../engine/histories.ts';
import { contender, denseLayers, experimentOn, pictureLayers, pictureSet, pointSet } from '../../engine/support.ts';
import { kernelsOf } from './executorSupport.ts';
import { trainOnCpu } from './trainingSupport.ts';

let kernels: Kernels;
beforeAll(async () => {
  kernels = await kernelsOf('plain');
});

const points = pointSet(120);
const pictures = pictureSet(40, 8);
const adam = contender('adam', { learningRate: 0.01 }, 1);
const momentum = contender('momentum', { learningRate: 0.1 }, 2);
const lookahead = contender('nesterov', { learningRate: 0.1, form: 'lookahead' }, 3);
const dense = experimentOn('class', denseLayers, [adam, momentum, lookahead], { seeds: [1, 2] });
const dropout = experimentOn(null, pictureLayers, [adam, momentum], { batchSize: 12, epochs: 3 });

function runsOf({ contenders, training }: Experiment): string[] {
  return training.seeds.flatMap((seed) => contenders.map(({ name }) => `${name}/${seed}`));
}

/** By run id. */
function lastOf(messages: Parameters<typeof checkpointsOf>[1], runs: readonly string[]): Map<string, RunCheckpoint> {
  return new Map(runs.map((run) => [run, checkpointsOf(run, messages).at(-1)!]));
}

describe('the same experiment on the CPU engine', () => {
  it.each([
    ['points', dense, points],
    ['pictures with dropout', dropout, pictures],
  ] as const)('gives the same history twice, to the bit: %s', async (_, experiment, set) => {
    const [first, second] = [
      await trainOnCpu(kernels, experiment, set),
      await trainOnCpu(kernels, experiment, set),
    ] as const;
    for (const run of runsOf(experiment)) {
      const history = historyOf(run, [first.messages], []);
      expect(history.losses.length).toBeGreaterThan(5);
      expect(history.end).toMatchObject({ status: 'finished' });
      expect(historyOf(run, [second.messages], [])).toEqual(history);
    }
  });

  it('is not disturbed by a pause before every update', async () => {
    const straight = await trainOnCpu(kernels, dropout, pictures);
    const paused = await trainOnCpu(kernels, dropout, pictures, everyUpdate());
    for (const run of runsOf(dropout)) {
      expect(checkpointsOf(run, paused.messages).length).toBeGreaterThan(5);
      expect(historyOf(run, [paused.messages], [])).toEqual(historyOf(run, [straight.messages], []));
    }
  });
});

describe('a run that goes on from a checkpoint', () => {
  it('equals the uninterrupted one to the bit, from whichever update', async () => {
    const straight = await trainOnCpu(kernels, dropout, pictures);
    const steps = await trainOnCpu(kernels, dropout, pictures, everyUpdate());
    const runs = runsOf(dropout);
    const count = checkpointsOf(runs[0]!, steps.messages).length;
    expect(count).toBeGreaterThanOrEqual(8);
    for (let at = 0; at < count; at++) {
      const cuts = new Map(runs.map((run) => [run, checkpointsOf(run, steps.messages)[at]!]));
      const rest = await trainOnCpu(kernels, dropout, pictures, undefined, cuts);
      for (const run of runs) {
        const history = historyOf(run, [steps.messages, rest.messages], [cuts.get(run)!]);
        expect(history).toEqual(historyOf(run, [straight.messages], []));
      }
    }
  });

  it('keeps its chain of masks where one behind it is stopped before it catches up', async () => {
    const straight = await trainOnCpu(kernels, dropout, pictures);
    const steps = await trainOnCpu(kernels, dropout, pictures, everyUpdate());
    const [behind, ahead] = runsOf(dropout) as [string, string];
    const at = (run: string, step: number) => checkpointsOf(run, steps.messages).find((each) => each.step === step)!;
    const cuts = new Map([
      [behind, at(behind, 2)],
      [ahead, at(ahead, 6)],
    ]);
    const rest = await trainOnCpu(
      kernels,
      dropout,
      pictures,
      (message, gate) => {
        if (message.type === 'preparing') gate.pause();
        if (message.type !== 'paused' || !message.paused) return;
        if (message.step === 4) gate.give({ type: 'stopRuns', runs: [behind] });
        setTimeout(() => gate.step());
      },
      cuts,
    );
    const history = historyOf(ahead, [steps.messages, rest.messages], [cuts.get(ahead)!]);
    expect(history).toEqual(historyOf(ahead, [straight.messages], []));
  });

  it.each(optimizers.map(({ id }) => id))('keeps the slots and counters of %s', async (id) => {
    const experiment = experimentOn('class', denseLayers, [contender(id, {}, 1)]);
    const run = `${id} 1/1`;
    const straight = await trainOnCpu(kernels, experiment, points);
    const first = await trainOnCpu(kernels, experiment, points, stopAt(7));
    const cuts = lastOf(first.messages, [run]);
    expect(cuts.get(run)!.step).toBe(7);
    const rest = await trainOnCpu(kernels, experiment, points, undefined, cuts);
    expect(historyOf(run, [first.messages, rest.messages], [cuts.get(run)!])).toEqual(
      historyOf(run, [straight.messages], []),
    );
  });

  it('goes on when stopped, twice, and each run from its own update', async () => {
    const straight = await trainOnCpu(kernels, dense, points);
    const early = await trainOnCpu(kernels, dense, points, stopAt(3));
    const late = await trainOnCpu(kernels, dense, points, stopAt(11));
    const runs = runsOf(dense);
    const begun = new Map(
      runs.slice(1).map((run, i) => [run, lastOf((i % 2 ? early : late).messages, [run]).get(run)!] as const),
    );
    const second = await trainOnCpu(kernels, dense, points, stopAt(14), begun);
    const again = lastOf(second.messages, runs);
    expect([...again.values()].map(({ step }) => step)).toEqual(runs.map(() => 14));
    const third = await trainOnCpu(kernels, dense, points, undefined, again);
    runs.forEach((run, i) => {
      const first = i === 0 ? [] : ((i - 1) % 2 ? early : late).messages;
      const goes = [first, second.messages, third.messages];
      const history = historyOf(run, goes, [begun.get(run) ?? begun.get(runs[2]!)!, again.get(run)!]);
      expect(history).toEqual(historyOf(run, [straight.messages], []));
    });
  });

  it('remembers what a plateau and early stopping have seen', async () => {
    const plan = {
      epochs: 12,
      schedule: { id: 'reduce_on_plateau', params: { factor: 0.5, patience: 1, min_delta: 0.05 } },
      earlyStopping: { patience: 4, min_delta: 0.01, restoreBest: true },
    };
    const experiment = experimentOn('class', denseLayers, [contender('adam', { learningRate: 0.05 }, 1)]);
    const planned = { ...experiment, training: { ...experiment.training, ...plan } } satisfies Experiment;
    const run = 'adam 1/1';
    const straight = await trainOnCpu(kernels, planned, points);
    const whole = historyOf(run, [straight.messages], []);
    expect(whole.end).toMatchObject({ status: 'finished', reason: { code: 'earlyStopped' } });
    for (const step of [13, 20, whole.losses.length - 2]) {
      const first = await trainOnCpu(kernels, planned, points, stopAt(step));
      const cuts = lastOf(first.messages, [run]);
      expect([cuts.get(run)!.step, cuts.get(run)!.plateau!.lr < 0.05]).toEqual([step, true]);
      const rest = await trainOnCpu(kernels, planned, points, undefined, cuts);
      expect(historyOf(run, [first.messages, rest.messages], [cuts.get(run)!])).toEqual(whole);
    }
  });
});
