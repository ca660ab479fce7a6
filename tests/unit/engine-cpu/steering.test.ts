import { beforeAll, describe, expect, it } from 'vitest';
import type { RunCheckpoint } from '#shared/domain/checkpoint.ts';
import { rateChanges, type RunEvent } from '#shared/domain/runEvent.ts';
import type { Kernels } from '../../../src-renderer/engine/cpu/kernels.ts';
import type { FromWorker } from '../../../src-renderer/engine/messages.ts';
import { checkpointsOf, historyOf, type Listener } from '../../engine/histories.ts';
import { contender, denseLayers, experimentOn, pointSet } from '../../engine/support.ts';
import { kernelsOf } from './executorSupport.ts';
import { trainOnCpu } from './trainingSupport.ts';

let kernels: Kernels;
beforeAll(async () => {
  kernels = await kernelsOf('plain');
});

const points = pointSet(120);
const adam = contender('adam', { learningRate: 0.01 }, 1);
const momentum = contender('momentum', { learningRate: 0.1 }, 2);
/** Six updates an epoch. */
const experiment = experimentOn('class', denseLayers, [adam, momentum], {
  schedule: { id: 'cosine', params: { decay_steps: 18 } },
});
const [first, second] = ['adam 1/1', 'momentum 2/1'] as const;

/** Pauses before every update; `act` may give orders while it stands after so many. */
function steered(act: (step: number, gate: Parameters<Listener>[1]) => void): Listener {
  return (message, gate) => {
    if (message.type === 'preparing') gate.pause();
    if (message.type !== 'paused' || !message.paused) return;
    act(message.step, gate);
    setTimeout(() => gate.step());
  };
}

function eventsOf(run: string, messages: readonly FromWorker[]): RunEvent[] {
  return messages.flatMap((message) => (message.type === 'event' && message.run === run ? [message.event] : []));
}

/** The checkpoint of a run after so many updates. */
function after(step: number, run: string, messages: readonly FromWorker[]): RunCheckpoint {
  return checkpointsOf(run, messages).find((checkpoint) => checkpoint.step === step)!;
}

describe('a learning rate that is changed while it trains', () => {
  const change = steered((step, gate) => {
    if (step === 7) gate.give({ type: 'setRate', rates: [{ run: first, rate: 0.2 }], from: null });
    if (step === 9) gate.give({ type: 'setRate', rates: [{ run: first, rate: 0.05 }], from: 12 });
  });

  it('takes effect at the update that its event names, and only for its run', async () => {
    const straight = historyOf(first, [(await trainOnCpu(kernels, experiment, points)).messages], []);
    const { messages } = await trainOnCpu(kernels, experiment, points, change);
    const changed = historyOf(first, [messages], []);
    expect(eventsOf(first, messages)).toEqual([
      { kind: 'learningRate', step: 8, detail: { rate: 0.2, before: 0.01 } },
      { kind: 'learningRate', step: 12, detail: { rate: 0.05, before: 0.2 } },
    ]);
    // The loss of update 8 is from before its step.
    expect(changed.losses.slice(0, 8)).toEqual(straight.losses.slice(0, 8));
    expect(changed.losses.slice(8)).not.toEqual(straight.losses.slice(8));
    const other = historyOf(second, [(await trainOnCpu(kernels, experiment, points)).messages], []);
    expect(historyOf(second, [messages], [])).toEqual(other);
    expect(eventsOf(second, messages)).toEqual([]);
  });

  it('equals a run that was told before it began', async () => {
    const { messages } = await trainOnCpu(kernels, experiment, points, change);
    const rates = new Map([[first, rateChanges(eventsOf(first, messages))]]);
    const known = await trainOnCpu(kernels, experiment, points, undefined, undefined, rates);
    expect(historyOf(first, [known.messages], [])).toEqual(historyOf(first, [messages], []));
  });

  it.each([null, { id: 'reduce_on_plateau', params: { factor: 0.5, patience: 1, min_delta: 0.05 } }] as const)(
    'is in the checkpoints: going on from any of them equals the uninterrupted run to the bit (schedule %#)',
    async (schedule) => {
      const planned = { ...experiment, training: { ...experiment.training, schedule } };
      const whole = await trainOnCpu(kernels, planned, points, change);
      const history = historyOf(first, [whole.messages], []);
      for (const step of [8, 9, 10, 11, 12, 15]) {
        const cuts = new Map([first, second].map((run) => [run, after(step, run, whole.messages)]));
        // What the host kept of the events is not even needed: the later change was known by then.
        expect(cuts.get(first)!.rates.length).toBe(step < 10 ? 1 : 2);
        const events = rateChanges(eventsOf(first, whole.messages));
        const rest = await trainOnCpu(kernels, planned, points, undefined, cuts, new Map([[first, events]]));
        expect(historyOf(first, [whole.messages, rest.messages], [cuts.get(first)!])).toEqual(history);
        if (step < 10) continue;
        const alone = await trainOnCpu(kernels, planned, points, undefined, cuts);
        expect(historyOf(first, [whole.messages, alone.messages], [cuts.get(first)!])).toEqual(history);
      }
    },
  );
});

describe('one run that is stopped', () => {
  it('ends where it stands with its weights; the others go on as if it were there, and it can be continued', async () => {
    const straight = await trainOnCpu(kernels, experiment, points);
    const stop = steered((step, gate) => {
      if (step === 8) gate.give({ type: 'stopRuns', runs: [first] });
    });
    const { messages } = await trainOnCpu(kernels, experiment, points, stop);
    const stopped = historyOf(first, [messages], []);
    expect(stopped.end).toMatchObject({ status: 'stopped', reason: { code: 'stoppedByUser', detail: { step: 8 } } });
    expect(stopped.losses).toEqual(historyOf(first, [straight.messages], []).losses.slice(0, 8));
    expect(stopped.epochs.map(({ epoch, step, valLoss }) => [epoch, step, valLoss === null])).toEqual([
      [1, 6, false],
      [2, 8, true],
    ]);
    expect(historyOf(second, [messages], [])).toEqual(historyOf(second, [straight.messages], []));
    const alone = { ...experiment, contenders: [adam] };
    const cut = after(8, first, messages);
    const rest = await trainOnCpu(kernels, alone, points, undefined, new Map([[first, cut]]));
    expect(historyOf(first, [messages, rest.messages], [cut])).toEqual(historyOf(first, [straight.messages], []));
  });

  it('ends the training where it was the last one, also while paused', async () => {
    const stop: Listener = (message, gate) => {
      if (message.type === 'preparing') gate.limitTo(5);
      if (message.type === 'points' && message.progress.step === 5) {
        gate.pause();
        setTimeout(() => gate.give({ type: 'stopRuns', runs: [first, second] }));
      }
    };
    const { messages, executor } = await trainOnCpu(kernels, experiment, points, stop);
    expect(messages.filter(({ type }) => type === 'runEnded').length).toBe(2);
    expect(messages.at(-1)).toEqual({ type: 'ended' });
    expect(executor.usedBytes).toBe(0);
  });
});

describe('a training that goes on elsewhere', () => {
  it('leaves checkpoints of where it stands and ends no run', async () => {
    const leave: Listener = (message, gate) => {
      if (message.type === 'preparing') gate.limitTo(5);
      if (message.type === 'points' && message.progress.step === 5) gate.leave();
    };
    const straight = await trainOnCpu(kernels, experiment, points);
    const { messages } = await trainOnCpu(kernels, experiment, points, leave);
    expect(messages.filter(({ type }) => type === 'runEnded')).toEqual([]);
    const cuts = new Map([first, second].map((run) => [run, checkpointsOf(run, messages).at(-1)!]));
    expect([...cuts.values()].map(({ step }) => step)).toEqual([5, 5]);
    const rest = await trainOnCpu(kernels, experiment, points, undefined, cuts);
    for (const run of [first, second])
      expect(historyOf(run, [messages, rest.messages], [cuts.get(run)!])).toEqual(
        historyOf(run, [straight.messages], []),
      );
  });
});
