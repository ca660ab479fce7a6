import { packedEpochs, packedSteps } from '#shared/domain/pointColumns.ts';
import { toFailure } from '#shared/result.ts';
import type { BackendInfo, TfjsBackend } from './backendInfo.ts';
import { fetchCheckpoints } from './checkpointFiles.ts';
import { fetchDataset } from './datasetBytes.ts';
import { fetchKept } from './keptWeights.ts';
import { namedMemoryFailure } from './memoryFailure.ts';
import type { BackendChoice } from '#shared/domain/backend.ts';
import { Gate } from './gate.ts';
import type { ExportCheckRequest, FromEngine, FromWorker, ToWorker, TrainRequest } from './messages.ts';
import { fetchEngine, openExecutor, warmEngine } from './openExecutor.ts';
import type { InspectRequest } from './inspect.ts';
import type { Judge, JudgeRequest } from './judge.ts';
import { train } from './trainer.ts';
import { trainingParts, type TrainingParts } from './trainingParts.ts';
import type { VerifyRequest } from './verify.ts';

/** The module worker that trains. One worker does one job and is then ended by the page. */
const worker = globalThis as unknown as {
  readonly name: string;
  postMessage(message: FromEngine, transfer?: Transferable[]): void;
  onmessage: ((event: MessageEvent<ToWorker>) => void) | null;
};
/** Made before anything is loaded, so that a pause or stop during the preparation is not lost. */
const gate = new Gate((paused, step) => tell({ type: 'paused', paused, step }));
let begin!: (runs: readonly string[]) => void;
const begun = new Promise<readonly string[]>((resolve) => (begin = resolve));

function tell(message: FromWorker): void {
  if (message.type === 'checkpoint') return worker.postMessage(message, [message.bytes.buffer]);
  if (message.type === 'points') return tellPoints(message);
  const weights = message.type === 'runEnded' ? message.weights : null;
  worker.postMessage(message, weights ? [weights.buffer] : []);
}

/** Moved, not copied: of a small model there are some hundred thousand numbers a second. */
function tellPoints(message: Extract<FromWorker, { type: 'points' }>): void {
  const points = message.points.map(({ steps, epochs, ...rest }) => ({
    ...rest,
    steps: steps.map(packedSteps),
    epochs: packedEpochs(epochs),
  }));
  const columns = points.flatMap(({ steps, epochs }) => [
    ...steps.map(({ values }) => values.buffer),
    ...epochs.flatMap((block) => Object.values(block).map(({ buffer }) => buffer)),
  ]);
  worker.postMessage({ ...message, points }, columns);
}

/** Holds a lock for as long as the worker lives: whoever gets it knows that the worker is gone, however it went. */
function showLife(): void {
  void navigator.locks.request(worker.name, () => {
    tell({ type: 'alive' });
    return new Promise(() => undefined);
  });
}

let isWanted = false;
let toRehearse: TrainRequest | null = null;
/** What is got ready before anybody presses Train, one after the other. */
let warming: Promise<void> = Promise.resolve();

async function warm(backend: BackendChoice, request: TrainRequest | null): Promise<void> {
  if (isWanted || !(await warmEngine(backend)) || !request) return;
  // Another experiment may have been asked for meanwhile.
  const goesOn = (): boolean => !isWanted && toRehearse === request;
  if (!goesOn()) return;
  const [{ rehearse }, parts] = await Promise.all([import('./rehearse.ts'), partsFor(request)]);
  await rehearse(parts, request, goesOn);
}

/** What was prepared last: what is rehearsed is most often what is trained. */
let prepared: { readonly key: string; readonly parts: Promise<TrainingParts> } | null = null;

function partsFor(request: TrainRequest): Promise<TrainingParts> {
  if (request.solves) return fetchParts(request);
  const { experiment, descriptor, differsFrom } = request;
  const { data, model, loss, lossParams, training } = experiment;
  const key = JSON.stringify([descriptor, data, model, loss, lossParams, training.batchSize, differsFrom]);
  if (prepared?.key === key) return prepared.parts;
  const parts = fetchParts(request);
  prepared = { key, parts };
  // What failed is tried again the next time.
  parts.catch(() => (prepared = null));
  return parts;
}

async function fetchParts(request: TrainRequest): Promise<TrainingParts> {
  const { experiment, descriptor } = request;
  const [bytes, kept] = await Promise.all([fetchDataset(descriptor), fetchKept(experiment.model)]);
  const solvers = request.solves ? request.runs.map(({ contender }) => contender) : [];
  return { ...trainingParts(experiment, descriptor, bytes, request.differsFrom, solvers), kept };
}

async function trainAll(request: TrainRequest): Promise<void> {
  isWanted = true;
  tell({ type: 'preparing', stage: 'data' });
  fetchEngine(request.backend);
  const [parts] = await Promise.all([partsFor(request), warming]);
  tell({ type: 'preparing', stage: 'backend' });
  const resident = { share: request.residentShare ?? 1 };
  const { executor, info, onLost } = await openExecutor(request.backend, parts, resident, request.alsoKinds);
  tell({ type: 'backend', info });
  onLost(() => tell({ type: 'failed', code: 'contextLost', detail: {} }));
  const own = await begun;
  tell({ type: 'preparing', stage: 'compiling' });
  const runs = request.runs.filter((run) => own.includes(run.id));
  await train({ ...request, runs }, parts, executor, gate, tell, await fetchCheckpoints(runs));
}

async function startTfjs(name: TfjsBackend): Promise<BackendInfo> {
  const { startBackend } = await import('./backend.ts');
  const info = await startBackend(name);
  tell({ type: 'backend', info });
  return info;
}

async function check(request: ExportCheckRequest): Promise<void> {
  await startTfjs(request.backend);
  const { checkExport } = await import('./exportCheck.ts');
  tell({ type: 'checked', check: await checkExport(request, await fetchDataset(request.descriptor)) });
}

async function verify(request: VerifyRequest): Promise<void> {
  const { verifyOnEngine } = await import('./verify.ts');
  const breathe = async (done: number, total: number): Promise<void> => tell({ type: 'verifying', done, total });
  const lost = (): void => tell({ type: 'failed', code: 'contextLost', detail: {} });
  tell({ type: 'verified', report: await verifyOnEngine(request, breathe, lost) });
}

async function inspect(request: InspectRequest): Promise<void> {
  const { inspectModel } = await import('./inspect.ts');
  tell({ type: 'inspected', look: await inspectModel(request) });
}

let judge: Promise<Judge> | null = null;

async function judgeRun(request: JudgeRequest): Promise<void> {
  judge = import('./judge.ts').then(({ openJudge }) =>
    openJudge(request, (progress) => tell({ type: 'judging', progress })),
  );
  tell({ type: 'judged', judgement: (await judge).judgement });
}

async function showSamples(rows: Uint32Array): Promise<void> {
  tell({ type: 'shown', samples: await (await judge)!.show(rows) });
}

async function tryOut(sample: Float32Array): Promise<void> {
  tell({ type: 'tried', logits: await (await judge)!.tryOut(sample) });
}

function throwNamed(error: unknown): never {
  throw namedMemoryFailure(error);
}

function handle(message: ToWorker): Promise<unknown> | void {
  // Whatever went wrong in a rehearsal goes wrong in the training, which says so.
  if (message.type === 'warm') {
    toRehearse = message.request;
    return void (warming = warming.then(() => warm(message.backend, message.request)).catch(() => undefined));
  }
  if (message.type === 'train') return trainAll(message.request).catch(throwNamed);
  if (message.type === 'checkExport') return check(message.request);
  if (message.type === 'probe') return startTfjs(message.backend);
  if (message.type === 'verify') return verify(message.request);
  if (message.type === 'begin') return begin(message.runs);
  if (message.type === 'limitTo' || message.type === 'catchUp') return gate[message.type](message.step);
  if (message.type === 'setRate' || message.type === 'stopRuns' || message.type === 'readWeights')
    return gate.give(message);
  if (message.type === 'inspect') return inspect(message.request);
  if (message.type === 'judge') return judgeRun(message.request).catch(throwNamed);
  if (message.type === 'show') return showSamples(message.rows);
  if (message.type === 'tryOut') return tryOut(message.sample);
  gate[message.type]();
}

showLife();
worker.onmessage = (event) => {
  void Promise.resolve()
    .then(() => handle(event.data))
    .catch((error: unknown) => {
      const failure = toFailure(error);
      if (!failure.ok) tell({ type: 'failed', code: failure.code, detail: failure.detail });
    });
};
