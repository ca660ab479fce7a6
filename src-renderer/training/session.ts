import type { Studio } from '#shared/contract.ts';
import type { DatasetDescriptor } from '#shared/domain/dataset.ts';
import {
  finalStatuses,
  type EpochRecord,
  type ExperimentRecord,
  type RunRecord,
  type StepValues,
} from '#shared/domain/run.ts';
import { toFailure, type ErrorDetail } from '#shared/result.ts';
import type { BackendInfo, BackendName } from '../engine/backend.ts';
import type { FromWorker, TrainingProgress } from '../engine/messages.ts';
import { emptyCurves, type RunCurves } from './comparison.ts';
import { startEngine } from './engineClient.ts';
import { createRunWriter, type RunWriter } from './runWriter.ts';

export type SessionPhase = 'preparing' | 'running' | 'paused' | 'stopping' | 'ended' | 'failed';

/** One press of Train, while it lasts: a worker that trains, writers that keep, curves that grow. No Vue in it. */
export interface Session {
  readonly record: ExperimentRecord;
  readonly curves: ReadonlyMap<string, RunCurves>;
  readonly state: SessionState;
  pause(): void;
  resume(): void;
  step(): void;
  stop(): void;
  /** Resolves when everything is written, however it ended. */
  readonly done: Promise<void>;
}

export interface SessionState {
  phase: SessionPhase;
  stage: 'backend' | 'data' | 'compiling' | null;
  runs: RunRecord[];
  progress: TrainingProgress | null;
  backend: BackendInfo | null;
  failure: { code: string; detail: ErrorDetail } | null;
}

export interface SessionOptions {
  readonly host: Studio;
  readonly record: ExperimentRecord;
  readonly runs: readonly RunRecord[];
  readonly descriptor: DatasetDescriptor;
  readonly backend: BackendName;
  readonly appVersion: string;
  /** Called after every change of state or curves; at most as often as the worker tells (about 10 a second). */
  readonly onChange: () => void;
}

/** Starts training the runs of a stored experiment; every point is handed to the host as soon as it is known. */
export function startSession(options: SessionOptions): Session {
  const { host, record, onChange } = options;
  const curves = new Map(options.runs.map((run) => [run.id, emptyCurves()]));
  const state: SessionState = {
    phase: 'preparing',
    stage: null,
    runs: [...options.runs],
    progress: null,
    backend: null,
    failure: null,
  };
  let finish!: () => void;
  const done = new Promise<void>((resolve) => (finish = resolve));
  const endings: Promise<void>[] = [];

  const change = (id: string, changes: Partial<RunRecord>): void => {
    state.runs = state.runs.map((run) => (run.id === id ? { ...run, ...changes } : run));
  };
  const fail = (code: string, detail: ErrorDetail): void => {
    if (state.phase === 'failed' || state.phase === 'ended') return;
    state.phase = 'failed';
    state.failure = { code, detail };
    engine.end();
    for (const run of unfinished()) end(run.id, 'failed', { code, detail: { ...detail } }, null);
    void conclude();
  };
  const unfinished = (): RunRecord[] => state.runs.filter((run) => !finalStatuses.includes(run.status));
  const writers = new Map<string, RunWriter>(
    options.runs.map((run) => [
      run.id,
      createRunWriter(host, run.id, (error) => {
        const failure = toFailure(error);
        if (!failure.ok) fail(failure.code, failure.detail);
      }),
    ]),
  );
  const end = (id: string, ...[status, reason, weights]: Parameters<RunWriter['end']>): void => {
    change(id, { status, reason, endedAt: new Date().toISOString() });
    endings.push(
      writers
        .get(id)!
        .end(status, reason, weights)
        .then(() => change(id, { hasWeights: weights !== null })),
    );
  };
  const conclude = async (): Promise<void> => {
    await Promise.all(endings);
    engine.end();
    if (state.phase !== 'failed') state.phase = 'ended';
    void host.call('training.progress', { fraction: null });
    onChange();
    finish();
  };
  const setAll = (status: 'running' | 'paused'): void => {
    for (const run of unfinished()) {
      change(run.id, { status });
      writers.get(run.id)!.status(status);
    }
  };

  const listen = (message: FromWorker): void => {
    if (state.phase === 'failed') return;
    switch (message.type) {
      case 'preparing':
        state.stage = message.stage;
        break;
      case 'backend':
        state.backend = message.info;
        break;
      case 'began':
        begin(message);
        break;
      case 'order':
        change(message.run, { batchOrderHash: message.batchOrderHash });
        writers.get(message.run)!.order(message.batchOrderHash);
        break;
      case 'points':
        if (state.phase === 'preparing') state.phase = 'running';
        state.stage = null;
        state.progress = message.progress;
        for (const { run, steps, epochs } of message.points) take(run, steps, epochs);
        void host.call('training.progress', { fraction: message.progress.fraction });
        break;
      case 'paused':
        if (state.phase !== 'stopping') state.phase = message.paused ? 'paused' : 'running';
        setAll(message.paused ? 'paused' : 'running');
        break;
      case 'runEnded':
        end(message.run, message.status, message.reason, message.weights);
        break;
      case 'ended':
        void conclude();
        break;
      case 'failed':
        fail(message.code, message.detail);
        break;
      case 'checked':
        break;
    }
    onChange();
  };

  const begin = (message: Extract<FromWorker, { type: 'began' }>): void => {
    const { run, initialWeightsHash, batchOrderHash } = message;
    const { backend, renderer, tfjs } = state.backend!;
    const environment = {
      app: options.appVersion,
      host: host.host,
      backend,
      renderer,
      tfjs,
      userAgent: navigator.userAgent,
    };
    const startedAt = new Date().toISOString();
    change(run, { status: 'running', backend, environment, initialWeightsHash, batchOrderHash, startedAt });
    writers.get(run)!.begin({ environment, initialWeightsHash, batchOrderHash });
  };

  const take = (id: string, steps: readonly StepValues[], epochs: readonly EpochRecord[]): void => {
    const own = curves.get(id)!;
    for (const { series, values } of steps) {
      const known = own.steps.get(series) ?? [];
      own.steps.set(series, known);
      known.push(...values);
      if (series === 'loss') change(id, { steps: known.length });
    }
    own.epochs.push(...epochs);
    writers.get(id)!.append(steps, epochs);
  };

  const engine = startEngine(listen);
  const runs = options.runs.map(({ id, seed, contender }) => ({ id, seed, contender }));
  const { descriptor, backend } = options;
  engine.send({ type: 'train', request: { experiment: record.experiment, descriptor, runs, backend } });

  return {
    record,
    curves,
    state,
    done,
    pause: () => engine.send({ type: 'pause' }),
    resume: () => engine.send({ type: 'resume' }),
    step: () => engine.send({ type: 'step' }),
    stop: () => {
      if (state.phase === 'ended' || state.phase === 'failed') return;
      state.phase = 'stopping';
      onChange();
      engine.send({ type: 'stop' });
    },
  };
}
