import { isCpuEngine, type BackendChoice, type CpuEngine } from '#shared/domain/backend.ts';
import type { BackendInfo, TfjsBackend } from './backendInfo.ts';
import { isSoftwareRenderer } from './backendInfo.ts';
import type * as CpuExecutorModule from './cpu/executor.ts';
import type { LoadedKernels } from './cpu/loadKernels.ts';
import { canTrainOnCpu } from './cpu/canTrain.ts';
import type { Executor } from './executor.ts';
import { graphicsRenderer } from './graphicsRenderer.ts';
import { msPerUpdate } from './msPerUpdate.ts';
import type { TrainingParts } from './trainingParts.ts';
import type { RowSourceOptions } from './webgl/rowSource.ts';

export interface OpenExecutor {
  readonly executor: Executor;
  readonly info: BackendInfo;
  /** Calls back once when the device is lost for good. */
  readonly onLost: (listener: () => void) => void;
}

/** Below this an update costs less than starting the programs of a graphics card: no need to ask it. */
const SMALL_MODEL_MS = 2;

/** Opens what trains these parts, and layers of `alsoKinds` elsewhere: what was asked for, or what is faster here. */
export async function openExecutor(
  wanted: BackendChoice,
  parts: TrainingParts,
  resident: RowSourceOptions = {},
  alsoKinds: readonly string[] = [],
): Promise<OpenExecutor> {
  if (parts.solves) return openCpu(parts, 'solvers', isCpuEngine(wanted) ? wanted : 'wasm');
  if (isCpuEngine(wanted)) return openCpu(parts, 'chosen', wanted);
  if (wanted !== 'auto') return openTfjs(wanted, parts, 'chosen', resident);
  if (!canTrainOnCpu(parts.check, alsoKinds)) return openTfjs('webgl', parts, 'onlyWebgl', resident);
  if (!hasGraphicsCard()) return openCpu(parts, 'noGraphicsCard');
  return openFaster(parts, resident);
}

/** Measures a throw-away contender on both, a second at most, and keeps the faster. */
async function openFaster(parts: TrainingParts, resident: RowSourceOptions): Promise<OpenExecutor> {
  const cpu = await openCpu(parts, 'smallModel');
  const wasm = await msPerUpdate(cpu.executor, parts, 300);
  if (wasm < SMALL_MODEL_MS) return cpu;
  const card = await openTfjs('webgl', parts, 'measured', resident).catch(() => null);
  if (!card) return { ...cpu, info: { ...cpu.info, why: 'noGraphicsCard' } };
  const measuredMs = { wasm, webgl: await msPerUpdate(card.executor, parts, 700) };
  const [kept, other] = measuredMs.webgl < wasm ? [card, cpu] : [cpu, card];
  other.executor.dispose();
  return { ...kept, info: { ...kept.info, why: 'measured', measuredMs } };
}

/** Loaded only when it trains: TF.js takes longer to start than a small model to train. */
async function openTfjs(
  name: TfjsBackend,
  { check, loss, lossParams, data }: TrainingParts,
  why: BackendInfo['why'],
  resident: RowSourceOptions,
): Promise<OpenExecutor> {
  const [{ startBackend, onContextLost }, { createTfjsExecutor }] = await loadTfjs();
  const info = { ...(await startBackend(name)), why };
  const executor = createTfjsExecutor(check, loss, data, lossParams, resident);
  return { executor, info, onLost: (listener) => onContextLost(info, listener) };
}

function loadTfjs() {
  return Promise.all([import('./backend.ts'), import('./webgl/executor.ts')]);
}

/** Loads all that this choice will probably train on, and starts its backend; true where that is a graphics card. */
export async function warmEngine(wanted: BackendChoice): Promise<boolean> {
  fetchEngine(wanted);
  if (isCpuEngine(wanted) || (wanted === 'auto' && !hasGraphicsCard())) return false;
  const [{ startBackend }] = await loadTfjs();
  await startBackend(wanted === 'auto' ? 'webgl' : wanted);
  return wanted !== 'cpu';
}

function hasGraphicsCard(): boolean {
  const renderer = graphicsRenderer();
  return renderer !== null && !isSoftwareRenderer(renderer);
}

/** What `fetchEngine` has begun to load. */
const fetched = new Map<CpuEngine, ReturnType<typeof loadCpu>>();

/** Begins to load what these choices will probably train on, while the data are still on their way. */
export function fetchEngine(wanted: BackendChoice): void {
  const engine = wanted === 'auto' ? 'wasm' : wanted;
  if (!isCpuEngine(engine) || fetched.has(engine)) return;
  const loading = loadCpu(engine);
  fetched.set(engine, loading);
  // Who waits for it hears of a failure; who comes later tries anew: there may be memory again.
  loading.catch(() => fetched.delete(engine));
}

async function loadCpu(
  engine: CpuEngine,
): Promise<LoadedKernels & Pick<typeof CpuExecutorModule, 'createCpuExecutor'>> {
  const executor = import('./cpu/executor.ts');
  const { loadBuild } = await import('./cpu/loadKernels.ts');
  const build = await loadBuild(engine === 'wasm-fast' ? 'fast' : 'reproducible');
  return { ...build, createCpuExecutor: (await executor).createCpuExecutor };
}

/** Reproducible unless the fast build is asked for; says which of the two it became. */
async function openCpu(
  parts: TrainingParts,
  why: BackendInfo['why'],
  wanted: CpuEngine = 'wasm',
): Promise<OpenExecutor> {
  const { kernels, mode, createCpuExecutor } = await (fetched.get(wanted) ?? loadCpu(wanted));
  // An instance is for one executor.
  fetched.delete(wanted);
  const executor = createCpuExecutor({ kernels, ...parts });
  return {
    executor,
    info: { backend: mode === 'fast' ? 'wasm-fast' : 'wasm', renderer: null, tfjs: null, why },
    onLost: () => undefined,
  };
}
