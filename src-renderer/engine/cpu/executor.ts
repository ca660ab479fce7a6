import type { ModelCheck } from '#shared/domain/modelCheck.ts';
import type { ParamValues } from '#shared/domain/params.ts';
import type { PreparedData } from '#shared/preprocessing/preparedData.ts';
import { solves } from '#shared/training/solving.ts';
import type { Executor, ExecutorRun } from '../executor.ts';
import { Arena } from './arena.ts';
import { ArenaScope } from './arenaScope.ts';
import { loadRows, type CpuBatch } from './batch.ts';
import type { Kernels } from './kernels.ts';
import { cpuLoss } from './losses.ts';
import { planModel } from './plan.ts';
import { CpuRun, type CpuSetup } from './run.ts';
import { SolverRun } from './solverRun.ts';

export interface CpuExecutorOptions {
  readonly kernels: Kernels;
  /** A model that `checkModel` accepted. */
  readonly check: ModelCheck;
  /** Id of the loss. */
  readonly loss: string;
  /** What differs from its defaults. */
  readonly lossParams?: ParamValues;
  readonly data: PreparedData;
  /** Most rows of a batch; for solvers, of one pass of several over all rows. */
  readonly batchSize: number;
  /** True where only solvers train, which load all rows themselves. */
  readonly solves?: boolean;
}

/** The CPU engine behind the common interface. */
export interface CpuExecutor extends Executor<CpuBatch> {
  /** Bytes of the kernels' memory that plans, runs and batches hold. */
  readonly usedBytes: number;
}

/** Executors over the same kernels share their memory, each in blocks of its own. */
const arenas = new WeakMap<WebAssembly.Memory, Arena>();

/** The memory of these kernels, shared by all that work on them. */
export function arenaOf(kernels: Kernels): Arena {
  const known = arenas.get(kernels.memory);
  if (known) return known;
  const arena = new Arena(kernels.memory, kernels.heapStart());
  arenas.set(kernels.memory, arena);
  return arena;
}

/** Trains on the kernels in plain memory: no waiting, so every promise is kept at once. Throws `layerUnknown`, `lossUnknown`, `cpuMemory`, `cpuWorkerFull`. */
export function createCpuExecutor(options: CpuExecutorOptions): CpuExecutor {
  const { kernels, data, batchSize } = options;
  const arena = arenaOf(kernels);
  const scope = new ArenaScope(arena);
  const mostRows = Math.max(1, Math.min(batchSize, data.split.train.length));
  const setup = setUp(scope, { ...options, batchSize: mostRows });
  return {
    get usedBytes() {
      return arena.usedBytes;
    },
    createRun: (start): ExecutorRun<CpuBatch> =>
      solves(start.contender) ? new SolverRun(setup, start) : new CpuRun(setup, start),
    loadBatch(seed, update, rows) {
      if (options.solves) return nothingLoaded(rows.length);
      if (rows.length > mostRows) throw new Error(`a batch of ${rows.length} rows where ${mostRows} were planned`);
      const masks = setup.plan.masks(seed, update);
      return loadRows(data, scope, rows, masks, setup.plan.masksUsed(masks));
    },
    dispose: () => scope.dispose(),
  };
}

/** The batch of a solver: it has all rows anyway. */
function nothingLoaded(rows: number): CpuBatch {
  return { x: 0, targets: 0, masks: [], masksUsed: [], rows, dispose: () => undefined };
}

function setUp(
  scope: ArenaScope,
  { kernels, check, loss, lossParams = {}, data, batchSize }: CpuExecutorOptions,
): CpuSetup {
  try {
    const takeZeros = (bytes: number): number => {
      const address = scope.take(bytes);
      scope.arena.floats(address, bytes / 4).fill(0);
      return address;
    };
    const plan = planModel(kernels, takeZeros, check, batchSize);
    const known = { kernels, scope, plan, data, lossId: loss, lossParams, batchRows: batchSize };
    return { ...known, loss: cpuLoss(kernels, loss, lossParams), sums: scope.take(16) };
  } catch (error) {
    scope.dispose();
    throw error;
  }
}
