import type { RunnerTask, Studio } from '#shared/contract.ts';
import { toFailure, unwrap } from '#shared/result.ts';
import type { BackendName } from './engine/backend.ts';
import { connectHost } from './host.ts';
import { exportModel } from './training/exportModel.ts';
import { probeBackend } from './training/probeBackend.ts';
import { startSession, type Session } from './training/session.ts';

/** The window-less page of the command line: takes tasks from the host and does them with the engine of the app. */
const { studio } = connectHost();

/** How often progress is reported. */
const REPORT_EVERY_MS = 500;

async function work(): Promise<void> {
  for (;;) {
    const task = unwrap(await studio.call('tasks.next', {}));
    if (!task) {
      await new Promise((resolve) => setTimeout(resolve, 100));
      continue;
    }
    const output = await perform(task).then(
      (value) => ({ failure: null, output: value ?? null }),
      (error: unknown) => ({ failure: failureOf(error), output: null }),
    );
    unwrap(await studio.call('tasks.done', { task: task.task, ...output }));
  }
}

function failureOf(error: unknown): { code: string; detail: Record<string, string | number> } {
  const failure = toFailure(error);
  return failure.ok ? { code: 'unexpected', detail: {} } : { code: failure.code, detail: { ...failure.detail } };
}

function perform(task: RunnerTask): Promise<unknown> {
  const backend = task.backend as BackendName;
  if (task.kind === 'probe') return probeBackend(backend);
  if (task.kind === 'export') return exportRun(task.run, task.format, backend);
  return train(task, backend);
}

async function exportRun(run: string, format: 'tfjs', backend: BackendName): Promise<unknown> {
  return exportModel(studio, unwrap(await studio.call('runs.get', { run })), format, backend);
}

async function train(task: Extract<RunnerTask, { kind: 'train' }>, backend: BackendName): Promise<void> {
  const { record, runs } = task;
  const descriptor = unwrap(await studio.call('datasets.get', { dataset: record.experiment.data.dataset }));
  const appVersion = unwrap(await studio.call('app.info', {})).version;
  let reportedMs = 0;
  const report = (): void => {
    if (performance.now() - reportedMs < REPORT_EVERY_MS) return;
    reportedMs = performance.now();
    void tell(studio, task.task, session);
  };
  const session = startSession({
    host: studio,
    record,
    runs,
    descriptor,
    backend,
    appVersion,
    onChange: () => report(),
  });
  const unsubscribe = studio.on('suspend', () => session.stop());
  await session.done;
  unsubscribe();
  await tell(studio, task.task, session);
  const { failure } = session.state;
  if (failure) unwrap({ ok: false, ...failure });
}

function tell(host: Studio, task: string, session: Session): Promise<unknown> {
  const { progress, stage, phase } = session.state;
  const detail = progress
    ? { epoch: progress.epoch, epochs: progress.epochs, step: progress.step, total: progress.totalSteps }
    : {};
  const current = progress ? 'training' : (stage ?? phase);
  return host.call('tasks.report', { task, fraction: progress?.fraction ?? 0, stage: current, detail });
}

void work();
