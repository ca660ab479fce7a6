import type { RunnerTask, Studio } from '#shared/contract.ts';
import { toFailure, unwrap } from '#shared/result.ts';
import type { BackendChoice } from '#shared/domain/backend.ts';
import type { TfjsBackend } from './engine/backendInfo.ts';
import { connectHost } from './host.ts';
import { benchTask } from './training/benchTask.ts';
import { exportModel } from './training/exportModel.ts';
import { probeBackend } from './training/probeBackend.ts';
import { backendToGoOn } from './training/backendToGoOn.ts';
import { startSession } from './training/session.ts';
import type { Session } from './training/sessionInterface.ts';
import { isGoingOn } from './training/sessionState.ts';
import { verifyFile } from './training/verifyFile.ts';

/** The window-less page of the command line: takes tasks from the host and does them with the engine of the app. */
const { studio } = connectHost();

/** How long a full disk is left alone. */
const TRY_AGAIN_EVERY_MS = 2000;

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
  if (task.kind === 'probe') return probeBackend(task.backend as TfjsBackend);
  if (task.kind === 'export') return exportRun(task.run, task.format, task.backend as TfjsBackend);
  if (task.kind === 'verify') return verify(task);
  if (task.kind === 'bench') return benchTask(task);
  return train(task, task.backend as BackendChoice);
}

async function exportRun(run: string, format: 'tfjs', backend: TfjsBackend): Promise<unknown> {
  return exportModel(studio, unwrap(await studio.call('runs.get', { run })), format, backend);
}

function verify(task: Extract<RunnerTask, { kind: 'verify' }>): Promise<unknown> {
  const report = nowAndThen((done: number, total: number) => {
    const detail = { entry: done + 1, total };
    void studio.call('tasks.report', { task: task.task, fraction: done / total, stage: 'verifying', detail });
  });
  return verifyFile(task, report);
}

/** Lets a call through at most every so often. */
function nowAndThen<A extends unknown[]>(call: (...values: A) => void): (...values: A) => void {
  let calledMs = 0;
  return (...values) => {
    if (performance.now() - calledMs < REPORT_EVERY_MS) return;
    calledMs = performance.now();
    call(...values);
  };
}

async function train(task: Extract<RunnerTask, { kind: 'train' }>, backend: BackendChoice): Promise<void> {
  const { record, runs, resumed } = task;
  const descriptor = unwrap(await studio.call('datasets.get', { dataset: record.experiment.data.dataset }));
  const appVersion = unwrap(await studio.call('app.info', {})).version;
  const report = nowAndThen(() => void tell(studio, task.task, session));
  // Here is no one to press a button: it tries again by itself, until the command is stopped.
  const trying = setInterval(() => {
    if (session.state.isDiskFull) session.tryAgain();
  }, TRY_AGAIN_EVERY_MS);
  const session = startSession({
    host: studio,
    record,
    runs,
    ...(resumed && { resumed }),
    descriptor,
    backend: resumed ? backendToGoOn({ runs, resumed }, backend) : backend,
    appVersion,
    // Here is no window that wants a processor for itself.
    cores: navigator.hardwareConcurrency,
    onChange: () => report(),
  });
  const unsubscribe = studio.on('suspend', () => session.stop());
  await session.done;
  unsubscribe();
  clearInterval(trying);
  await tell(studio, task.task, session);
  const { failure } = session.state;
  if (failure) unwrap({ ok: false, ...failure });
}

function tell(host: Studio, task: string, session: Session): Promise<unknown> {
  const { progress, stage, phase, isDiskFull } = session.state;
  const detail = progress
    ? { epoch: progress.epoch, epochs: progress.epochs, step: progress.step, total: progress.totalSteps }
    : {};
  const current = isDiskFull ? 'diskFull' : progress && !isGoingOn(stage) ? 'training' : (stage ?? phase);
  return host.call('tasks.report', { task, fraction: progress?.fraction ?? 0, stage: current, detail });
}

void work();
