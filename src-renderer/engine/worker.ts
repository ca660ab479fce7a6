import { toFailure } from '#shared/result.ts';
import { onContextLost, startBackend, type BackendName } from './backend.ts';
import { fetchDataset } from './datasetBytes.ts';
import { checkExport } from './exportCheck.ts';
import type { ExportCheckRequest, FromWorker, ToWorker, TrainRequest } from './messages.ts';
import { Gate } from './gate.ts';
import { createTrainer } from './trainer.ts';

/** The module worker that owns TF.js and its graphics context. One worker does one job and is then ended by the page. */
const worker = globalThis as unknown as {
  postMessage(message: FromWorker, transfer?: Transferable[]): void;
  onmessage: ((event: MessageEvent<ToWorker>) => void) | null;
};
/** Made before anything is loaded, so that a pause or stop during the preparation is not lost. */
const gate = new Gate((paused) => tell({ type: 'paused', paused }));

function tell(message: FromWorker): void {
  const weights = message.type === 'runEnded' ? message.weights : null;
  worker.postMessage(message, weights ? [weights.buffer] : []);
}

async function start(name: BackendName): Promise<void> {
  tell({ type: 'preparing', stage: 'backend' });
  const info = await startBackend(name);
  tell({ type: 'backend', info });
  onContextLost(info, () => tell({ type: 'failed', code: 'contextLost', detail: {} }));
}

async function trainAll(request: TrainRequest): Promise<void> {
  await start(request.backend);
  tell({ type: 'preparing', stage: 'data' });
  const bytes = await fetchDataset(request.descriptor);
  const train = createTrainer(request, bytes, gate, tell);
  tell({ type: 'preparing', stage: 'compiling' });
  await train();
}

async function check(request: ExportCheckRequest): Promise<void> {
  await start(request.backend);
  tell({ type: 'checked', check: await checkExport(request, await fetchDataset(request.descriptor)) });
}

function handle(message: ToWorker): Promise<void> | void {
  if (message.type === 'train') return trainAll(message.request);
  if (message.type === 'checkExport') return check(message.request);
  if (message.type === 'probe') return start(message.backend);
  gate[message.type]();
}

worker.onmessage = (event) => {
  void Promise.resolve()
    .then(() => handle(event.data))
    .catch((error: unknown) => {
      const failure = toFailure(error);
      if (!failure.ok) tell({ type: 'failed', code: failure.code, detail: failure.detail });
    });
};
