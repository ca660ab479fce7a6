import { beforeAll, describe, expect, it } from 'vitest';
import type { RunCheckpoint } from '#shared/domain/checkpoint.ts';
import { experimentOf } from '#shared/domain/contenderPlan.ts';
import { createCpuExecutor } from '#renderer/engine/cpu/executor.ts';
import type { Kernels } from '#renderer/engine/cpu/kernels.ts';
import type { Executor } from '#renderer/engine/executor.ts';
import { Gate } from '#renderer/engine/gate.ts';
import type { FromWorker } from '#renderer/engine/messages.ts';
import { train } from '#renderer/engine/trainer.ts';
import { trainingParts } from '#renderer/engine/trainingParts.ts';
import { checkpointsOf, historyOf, type Listener } from '../../engine/histories.ts';
import { contender, denseLayers, experimentOn, pointSet } from '../../engine/support.ts';
import { kernelsOf } from './executorSupport.ts';
import { trainOnCpu } from './trainingSupport.ts';

let kernels: Kernels;
beforeAll(async () => {
  kernels = await kernelsOf('plain');
});

const points = pointSet(120);
const run = 'own/1';
/** `leaveAt`: the break in which it is stopped, in the middle of a step that is not the first. */
const solvers = [
  { optimizer: 'hessian_free', params: { cg_max_iter: 5 }, epochs: 60, leaveAt: 12 },
  { optimizer: 'hessian_free', params: { cg_max_iter: 5, curvature: 'hessian' }, epochs: 60, leaveAt: 18 },
  { optimizer: 'lbfgs', params: {}, epochs: 40, leaveAt: 6 },
  { optimizer: 'nonlinear_cg', params: { line_search: 'exact' }, epochs: 120, leaveAt: 60 },
  { optimizer: 'newton', params: { damping: 1 }, epochs: 260, leaveAt: 100 },
] as const;

function experimentFor({ optimizer, params, epochs }: (typeof solvers)[number]) {
  const own = { ...contender(optimizer, params, 1), name: 'own' };
  return experimentOf(experimentOn('class', denseLayers, [own], { epochs }), own);
}

/** An executor whose runs take a break after every evaluation. */
function breaking(executor: Executor, onBreak: () => void): Executor {
  return {
    ...executor,
    createRun(start) {
      const own = executor.createRun(start);
      const prepare = own.prepare!.bind(own);
      const inPieces = (breathe: () => Promise<void>): Promise<void> =>
        prepare(() => {
          onBreak();
          return breathe();
        }, 0);
      return Object.assign(own, { prepare: inPieces });
    },
  };
}

/** Trains with those breaks; `onBreak` is told which one it is. */
async function trainInPieces(
  experiment: ReturnType<typeof experimentFor>,
  onBreak: (at: number, gate: Gate) => void,
  listen: Listener = () => undefined,
): Promise<{ messages: FromWorker[]; breaks: number }> {
  const messages: FromWorker[] = [];
  const emit = (message: FromWorker): void => {
    messages.push(message);
    listen(message, gate);
  };
  const gate = new Gate((paused, step) => emit({ type: 'paused', paused, step }));
  const parts = trainingParts(experiment, points.descriptor, points.bytes);
  let breaks = 0;
  const executor = breaking(createCpuExecutor({ kernels, ...parts }), () => onBreak((breaks += 1), gate));
  const runs = [{ id: run, seed: 1, contender: experiment.contenders[0]! }];
  await train({ experiment, descriptor: points.descriptor, runs, backend: 'wasm' }, parts, executor, gate, emit);
  return { messages, breaks };
}

describe.each(solvers.map((each) => [JSON.stringify(each), experimentFor(each), each.leaveAt] as const))(
  'a long step in pieces: %s',
  (_, experiment, leaveAt) => {
    const goOn = async (before: readonly FromWorker[], cut: RunCheckpoint) => {
      const rest = await trainOnCpu(kernels, experiment, points, undefined, new Map([[run, cut]]));
      return historyOf(run, [before, rest.messages], [cut]);
    };

    it('is the same step to the bit, and one that is paused in its middle too', async () => {
      const straight = historyOf(run, [(await trainOnCpu(kernels, experiment, points)).messages], []);
      const pieces = await trainInPieces(experiment, () => undefined);
      expect(pieces.breaks).toBeGreaterThan(leaveAt);
      expect(historyOf(run, [pieces.messages], [])).toEqual(straight);

      const pausing = (at: number, gate: Gate): void => {
        if (at % 3 === 0) gate.pause();
      };
      const paused = await trainInPieces(experiment, pausing, (message, gate) => {
        if (message.type === 'paused' && message.paused) setTimeout(() => gate.resume());
      });
      expect(historyOf(run, [paused.messages], [])).toEqual(straight);
      const pauses = paused.messages.filter((message) => message.type === 'paused' && message.paused);
      expect(pauses.length).toBeGreaterThan(1);
      const cut = checkpointsOf(run, paused.messages).at(-1)!;
      expect(await goOn(paused.messages, cut)).toEqual(straight);
    });

    it('is left where it began when it is stopped, and made anew when the run goes on', async () => {
      const straight = historyOf(run, [(await trainOnCpu(kernels, experiment, points)).messages], []);
      let left = -1;
      const stopped = await trainInPieces(experiment, (at, gate) => {
        if (at < leaveAt || left >= 0) return;
        left = at;
        gate.stop();
      });
      expect(stopped.breaks).toBe(left);
      const cut = checkpointsOf(run, stopped.messages).at(-1)!;
      expect(stopped.messages.find(({ type }) => type === 'runEnded')).toMatchObject({ status: 'stopped' });
      expect(cut.step).toBeGreaterThan(0);
      expect(cut.step).toBeLessThan(straight.losses.length);
      expect(await goOn(stopped.messages, cut)).toEqual(straight);
    });
  },
);

describe('one step of a paused training', () => {
  it('is made whole, however long; the next one waits', async () => {
    const experiment = experimentFor(solvers[0]);
    const steps: number[] = [];
    await trainInPieces(
      experiment,
      () => undefined,
      (message, gate) => {
        if (message.type === 'began') gate.pause();
        if (message.type !== 'paused' || !message.paused) return;
        steps.push(message.step);
        setTimeout(() => (steps.length < 3 ? gate.step() : gate.resume()));
      },
    );
    expect(steps).toEqual([0, 1, 2]);
  });
});
