import { createPinia, setActivePinia } from 'pinia';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { createApp, ref } from 'vue';
import type { CallName } from '#shared/contract.ts';
import { defaultExperiment } from '#shared/domain/defaultExperiment.ts';
import type { Experiment } from '#shared/domain/experiment.ts';
import type { ExperimentRecord, RunRecord } from '#shared/domain/run.ts';
import { fail, succeed, type Result } from '#shared/result.ts';
import { hostKey } from '../../../src-renderer/host.ts';
import { useRunsStore } from '../../../src-renderer/stores/runs.ts';
import { useTrainingStore } from '../../../src-renderer/stores/training.ts';
import { eventually } from '../../support/eventually.ts';
import { fakeStudio, moons } from './fakeStudio.ts';

const contender = { name: 'SGD', optimizer: 'sgd', params: {}, slot: 1 };
const experiment = {
  ...defaultExperiment,
  data: { ...defaultExperiment.data, dataset: moons.id },
  contenders: [contender],
} satisfies Experiment;
const waiting: RunRecord = {
  id: 'r',
  experimentId: 'e',
  contender,
  seed: 1,
  status: 'waiting',
  reason: null,
  backend: null,
  environment: null,
  steps: 0,
  stepsPlanned: 10,
  initialWeightsHash: null,
  batchOrderHash: null,
  maskHash: null,
  events: [],
  hasWeights: false,
  createdAt: '2026-01-01T00:00:00.000Z',
  startedAt: null,
  endedAt: null,
};
const recordOf = (id: string): ExperimentRecord => ({ id, experiment: { ...experiment, title: id }, createdAt: '' });

/** What every worker of this page was told, and how to answer. */
const workers: { told: { type: string }[]; onmessage: ((event: { data: unknown }) => void) | null }[] = [];

/** A store whose host answers when the test says so. */
function setup() {
  const { studio, lastOf, countOf, fire } = fakeStudio();
  const held: { name: CallName; input: { experiment: string }; answer: (result: Result<unknown>) => void }[] = [];
  const holds: CallName[] = ['experiments.start', 'experiments.get', 'experiments.list'];
  const own = {
    ...studio,
    call: (name: CallName, input: never): Promise<unknown> => {
      const answered = studio.call(name, input);
      if (name === 'app.info') return Promise.resolve(succeed({ version: '1' }));
      if (name === 'runs.rewind') return Promise.resolve(succeed({ resumed: [{ run: 'r', checkpoint: null }] }));
      if (name === 'runs.append') return Promise.resolve(succeed(null));
      if (name === 'runs.points') return Promise.resolve(succeed({ steps: [], epochs: [] }));
      if (!holds.includes(name)) return answered;
      return new Promise<Result<unknown>>((answer) => held.push({ name, input, answer }));
    },
  } as unknown as typeof studio;
  const app = createApp({});
  app.provide(hostKey, { studio: own, isLost: ref(false), retry: async () => true });
  const pinia = createPinia();
  app.use(pinia);
  setActivePinia(pinia);
  const asked = (name: CallName) => eventually(() => expect(held.map((each) => each.name)).toContain(name));
  const start = async () => {
    await asked('experiments.start');
    held.shift()!.answer(succeed({ record: recordOf('e'), runs: [waiting] }));
  };
  return { training: useTrainingStore(), runs: useRunsStore(), held, asked, start, lastOf, countOf, fire };
}

beforeEach(() => {
  workers.length = 0;
  vi.stubGlobal(
    'Worker',
    class {
      told: { type: string }[] = [];
      onmessage = null;
      constructor() {
        workers.push(this);
      }
      postMessage(message: { type: string }) {
        this.told.push(message);
      }
      terminate() {}
    },
  );
});
// The page draws when it can.
vi.stubGlobal('requestAnimationFrame', (act: () => void) => setTimeout(act));

describe('a training that is stopped or paused before it is there', () => {
  it('never begins where nothing of it is kept yet', async () => {
    const { training, countOf } = setup();
    const begun = training.train(experiment, 'wasm');
    expect(training.phase).toBe('preparing');
    training.stop();
    expect([training.phase, training.isTraining]).toEqual(['stopping', true]);
    await begun;
    expect([training.phase, workers.length, countOf('experiments.start')]).toEqual(['idle', 0, 0]);
  });

  it('begins stopped where its runs are kept: they end as runs that were stopped', async () => {
    const { training, start, lastOf, asked } = setup();
    const begun = training.train(experiment, 'wasm');
    await asked('experiments.start');
    training.stop();
    await start();
    await begun;
    expect(training.phase).toBe('stopping');
    expect(workers.map(({ told }) => told.map(({ type }) => type))).toEqual([['train', 'stop']]);
    const reason = { code: 'stoppedByUser', detail: { step: 0 } };
    workers[0]!.onmessage!({ data: { type: 'runEnded', run: 'r', status: 'stopped', reason, weights: null } });
    workers[0]!.onmessage!({ data: { type: 'ended' } });
    await eventually(() => expect(lastOf('runs.setStatus')).toEqual({ run: 'r', status: 'stopped', reason }));
  });

  it('begins paused where it was paused, also because the machine went to sleep, and runs where it was resumed again', async () => {
    const { training, start, fire, asked } = setup();
    const begun = training.train(experiment, 'wasm');
    await asked('experiments.start');
    fire('suspend');
    training.resume();
    fire('suspend');
    await start();
    await begun;
    expect(training.phase).toBe('preparing');
    expect(workers.map(({ told }) => told.map(({ type }) => type))).toEqual([['train', 'pause']]);
  });

  it('leaves no wish to the next one', async () => {
    const { training, start, held, asked } = setup();
    const begun = training.train(experiment, 'wasm');
    await asked('experiments.start');
    training.stop();
    held.shift()!.answer(fail('diskFull'));
    await expect(begun).rejects.toThrow('diskFull');
    expect(training.phase).toBe('idle');
    const next = training.train(experiment, 'wasm');
    await start();
    await next;
    expect(workers.map(({ told }) => told.map(({ type }) => type))).toEqual([['train']]);
  });
});

describe('a new rate, or the end of one run, asked for while workers are being replaced', () => {
  const info = { backend: 'wasm', renderer: null, tfjs: null, why: 'chosen' };
  const say = (worker: number, data: unknown) => workers[worker]!.onmessage!({ data });
  const orders = (worker: number) =>
    workers[worker]!.told.filter(({ type }) => type === 'setRate' || type === 'stopRuns');
  const setRate = { type: 'setRate', rates: [{ run: 'r', rate: 0.5 }], from: null };
  const stopRuns = { type: 'stopRuns', runs: ['r'] };

  /** A training whose worker is lost; one in its place has begun. */
  async function lostAfter(asked: (training: ReturnType<typeof useTrainingStore>) => void) {
    const { training, start } = setup();
    const begun = training.train(experiment, 'wasm');
    await start();
    await begun;
    say(0, { type: 'backend', info });
    asked(training);
    say(0, { type: 'failed', code: 'engineCrashed', detail: { message: '' } });
    return { training, replaced: () => eventually(() => expect(workers.length).toBe(2)) };
  }

  it('is asked of the fresh ones, once they can hear it', async () => {
    const { training, replaced } = await lostAfter(() => undefined);
    training.setRates([{ run: 'r', rate: 0.1 }]);
    training.setRates([{ run: 'r', rate: 0.5 }]);
    await replaced();
    training.stopRuns(['r']);
    expect(orders(1)).toEqual([]);
    say(1, { type: 'backend', info });
    expect(orders(1)).toEqual([setRate, stopRuns]);
  });

  it('is asked again where the lost ones had not done it, and not where they had', async () => {
    const done = { kind: 'learningRate', step: 3, detail: { rate: 0.5, before: 0.01 } };
    const { replaced } = await lostAfter((training) => {
      training.setRates([{ run: 'r', rate: 0.5 }]);
      training.stopRuns(['r']);
      say(0, { type: 'event', run: 'r', event: done });
    });
    await replaced();
    say(1, { type: 'backend', info });
    expect(orders(0)).toEqual([setRate, stopRuns]);
    expect(orders(1)).toEqual([stopRuns]);
  });
});

describe('answers that come late', () => {
  const stored = (id: string) => succeed({ record: recordOf(id), runs: [{ ...waiting, experimentId: id }] });

  it('do not take the place of a comparison that was asked for after them', async () => {
    const { training, held, asked } = setup();
    const opened = [training.open('a'), training.open('b')];
    await asked('experiments.get');
    held.find(({ input }) => input.experiment === 'b')!.answer(stored('b'));
    await opened[1];
    held.find(({ input }) => input.experiment === 'a')!.answer(stored('a'));
    await opened[0];
    expect(training.comparison?.record.id).toBe('b');
  });

  it('do not hide a training that began after they were asked for', async () => {
    const { training, held, start } = setup();
    const begun = training.train(experiment, 'wasm');
    const opened = training.open('a');
    const question = held.findIndex(({ name }) => name === 'experiments.get');
    const [asked] = held.splice(question, 1);
    await start();
    await begun;
    asked!.answer(stored('a'));
    await opened;
    expect([training.comparison?.record.id, training.live]).toEqual(['e', true]);
  });

  it('do not bring back runs that were deleted meanwhile', async () => {
    const { runs, held } = setup();
    const refreshed = [runs.refresh(), runs.refresh()];
    held[1]!.answer(succeed([]));
    await refreshed[1];
    held[0]!.answer(
      succeed([{ id: 'a', title: '', dataset: '', createdAt: '', epochs: 1, runs: [waiting], lastValLoss: {} }]),
    );
    await refreshed[0];
    expect(runs.experiments).toEqual([]);
  });
});
