import type { Contender, Experiment } from '#shared/domain/experiment.ts';
import type { RateChange } from '#shared/domain/runEvent.ts';
import { createCpuExecutor, type CpuExecutor } from '../../../src-renderer/engine/cpu/executor.ts';
import type { Kernels } from '../../../src-renderer/engine/cpu/kernels.ts';
import { Gate } from '../../../src-renderer/engine/gate.ts';
import type { FromWorker } from '../../../src-renderer/engine/messages.ts';
import { heatsOf } from '../../../src-renderer/training/heats.ts';
import { train, type Checkpoints } from '../../../src-renderer/engine/trainer.ts';
import { trainingParts } from '../../../src-renderer/engine/trainingParts.ts';
import type { Listener } from '../../engine/histories.ts';
import type { pointSet } from '../../engine/support.ts';

type DataSet = ReturnType<typeof pointSet>;

/** What a training left behind. */
export interface Trained {
  readonly messages: readonly FromWorker[];
  readonly executor: CpuExecutor;
}

/** Trains on the CPU engine in this process; `listen` may use the gate. Runs are named `<contender>/<seed>`. */
export async function trainOnCpu(
  kernels: Kernels,
  experiment: Experiment,
  set: DataSet,
  listen: Listener = () => undefined,
  checkpoints: Checkpoints = new Map(),
  rates: ReadonlyMap<string, readonly RateChange[]> = new Map(),
): Promise<Trained> {
  const messages: FromWorker[] = [];
  const emit = (message: FromWorker): void => {
    messages.push(message);
    listen(message, gate);
  };
  const gate = new Gate((paused, step) => emit({ type: 'paused', paused, step }));
  const parts = trainingParts(experiment, set.descriptor, set.bytes);
  const executor = createCpuExecutor({ kernels, ...parts });
  const runs = runsOf(experiment).map((run) => ({ ...run, rates: rates.get(run.id) ?? [] }));
  const request = { experiment, descriptor: set.descriptor, runs, backend: 'wasm' } as const;
  // Held before the first update, so that a listener can steer from there.
  listen({ type: 'preparing', stage: 'compiling' }, gate);
  await train(request, parts, executor, gate, emit, checkpoints);
  return { messages, executor };
}

/** Trains contenders that differ in layers, batches or epochs too, heat after heat, as a pool does side by side. */
export async function trainInHeats(kernels: Kernels, experiment: Experiment, set: DataSet): Promise<FromWorker[]> {
  const messages: FromWorker[] = [];
  const all = { experiment, descriptor: set.descriptor, runs: runsOf(experiment), backend: 'wasm' } as const;
  for (const heat of heatsOf(all)) {
    const solvers = heat.solves ? heat.runs.map(({ contender }) => contender) : [];
    const parts = trainingParts(heat.experiment, set.descriptor, set.bytes, heat.differsFrom, solvers);
    const executor = createCpuExecutor({ kernels, ...parts });
    await train(heat, parts, executor, new Gate(() => undefined), (message) => messages.push(message));
  }
  return messages;
}

function runsOf(experiment: Experiment): { id: string; seed: number; contender: Contender }[] {
  return experiment.training.seeds.flatMap((seed) =>
    experiment.contenders.map((contender) => ({ id: `${contender.name}/${seed}`, seed, contender })),
  );
}
