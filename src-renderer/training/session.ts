import type { ResumedRun, Studio } from '#shared/contract.ts';
import type { DatasetDescriptor } from '#shared/domain/dataset.ts';
import { recordsOf } from '#shared/domain/pointColumns.ts';
import { finalStatuses, type ExperimentRecord, type RunRecord } from '#shared/domain/run.ts';
import { eventsUpTo, rateChanges, withEvent, type RunEvent } from '#shared/domain/runEvent.ts';
import { series } from '#shared/domain/series.ts';
import { solves } from '#shared/training/solving.ts';
import { toFailure, unwrap, type ErrorDetail } from '#shared/result.ts';
import { isCpuEngine, type BackendChoice } from '#shared/domain/backend.ts';
import type { BackendInfo } from '../engine/backendInfo.ts';
import type { FromEngine, PackedRunPoints, RunRequest } from '../engine/messages.ts';
import { curvesUpTo, emptyCurves, takeSteps, type RunCurves } from './comparison.ts';
import { startEnginePool, type EnginePool, type PoolOptions } from './enginePool.ts';
import { followSeries } from './followSeries.ts';
import { createPointsSender } from './pointsSender.ts';
import { createRunWriter, type RunWriter } from './runWriter.ts';
import type { Failure, SessionState } from './sessionState.ts';
import { createWeightsAsked } from './weightsAsked.ts';

/** One press of Train, while it lasts: a worker that trains, writers that keep, curves that grow. No Vue in it. */
export interface Session {
  readonly record: ExperimentRecord;
  /** Another map after a recovery: curves were cut then, which they never are otherwise. */
  readonly curves: ReadonlyMap<string, RunCurves>;
  readonly state: SessionState;
  pause(): void;
  resume(): void;
  step(): void;
  stop(): void;
  /** Other rates of their own for these runs, from the next update that none of them has made. */
  setRates(rates: readonly { readonly run: string; readonly rate: number }[]): void;
  /** Ends these runs where they stand; the others go on. */
  stopRuns(runs: readonly string[]): void;
  /** All tensors of a run joined, as they are now; null where it does not train. */
  readWeights(run: string): Promise<Float32Array<ArrayBuffer> | null>;
  /** Lets the curves follow these series too, from their beginning (`followSeries.ts`). */
  follow(patterns: readonly string[]): Promise<void>;
  /** Goes on with all runs on another executor, where this one stands; stays where the other cannot train them. */
  moveTo(backend: BackendChoice): void;
  /** There may be room on the disk again. */
  tryAgain(): void;
  /** Resolves when everything is written, however it ended. */
  readonly done: Promise<void>;
}

export interface SessionOptions {
  readonly host: Studio;
  readonly record: ExperimentRecord;
  readonly runs: readonly RunRecord[];
  /** Where stored runs go on: these train, the others are only shown. Absent: all begin. */
  readonly resumed?: readonly ResumedRun[];
  /** What is known of the runs already, by run id; it is cut to where they go on. */
  readonly curves?: ReadonlyMap<string, RunCurves>;
  readonly descriptor: DatasetDescriptor;
  readonly backend: BackendChoice;
  readonly appVersion: string;
  /** Processors to use at most; absent: all but one, which is the window's. */
  readonly cores?: number;
  /** Gives a worker; absent: a fresh one. */
  readonly startEngine?: PoolOptions['start'];
  /** Called after every change of state or curves; at most as often as the worker tells (about 10 a second). */
  readonly onChange: () => void;
}

/** A taskbar needs to know no oftener, and a request costs the page several milliseconds. */
const PROGRESS_EVERY_MS = 1000;
/** What a fresh worker can mend. */
const RECOVERABLE: readonly string[] = ['contextLost', 'engineCrashed', 'gpuMemory'];
/** What fails again and again will not be mended by one more try. */
const MOST_RECOVERIES = 3;
/** How much of the data stays on the graphics unit, less each time that its memory was too small; then there is nothing left to give up. */
const RESIDENT_SHARES = [1, 0.5, 0] as const;

/** Starts training the runs of a stored experiment; every point is handed to the host as soon as it is known. */
export function startSession(options: SessionOptions): Session {
  const { host, record, onChange } = options;
  let curves = new Map(options.runs.map((run) => [run.id, options.curves?.get(run.id) ?? emptyCurves()]));
  const state: SessionState = {
    phase: 'preparing',
    stage: null,
    runs: [...options.runs],
    progress: null,
    backend: null,
    failure: null,
    isDiskFull: false,
    moveFailure: null,
    recoveries: 0,
  };
  let wanted: 'running' | 'paused' | 'stopped' = 'running';
  /** What trains, as far as it is chosen; before it is measured `auto`. */
  let backend = options.backend;
  /** Asked for while another one still trains. */
  let movingTo: BackendChoice | null = null;
  /** Where it came from, until the first update after a move. */
  let movedFrom: { readonly backend: BackendChoice; readonly resumed: readonly ResumedRun[] } | null = null;
  let finish!: () => void;
  const done = new Promise<void>((resolve) => (finish = resolve));
  const endings: Promise<void>[] = [];

  /** How often the graphics unit ran out of memory, or was taken away, which may be for the same reason. */
  let shortages = 0;

  const change = (id: string, changes: Partial<RunRecord>): void => {
    state.runs = state.runs.map((run) => (run.id === id ? { ...run, ...changes } : run));
  };
  const fail = (code: string, detail: ErrorDetail): void => {
    if (state.phase === 'failed' || state.phase === 'ended') return;
    if (movedFrom) return stayWith(movedFrom, { code, detail });
    if (code === 'gpuMemory' || code === 'contextLost') shortages += 1;
    const gaveUpAll = code === 'gpuMemory' && shortages >= RESIDENT_SHARES.length;
    if (RECOVERABLE.includes(code) && !gaveUpAll && state.recoveries < MOST_RECOVERIES) return void recover();
    state.phase = 'failed';
    state.failure = { code, detail };
    engine.end();
    for (const run of unfinished()) end(run.id, 'failed', { code, detail: { ...detail } }, null);
    void conclude();
  };
  const failWith = (error: unknown): void => {
    const failure = toFailure(error);
    if (!failure.ok) fail(failure.code, failure.detail);
  };
  const unfinished = (): RunRecord[] => state.runs.filter((run) => !finalStatuses.includes(run.status));

  const weights = createWeightsAsked();
  let room: { readonly again: Promise<void>; readonly tell: () => void } | null = null;
  const whenRoom = (): Promise<void> => {
    if (room) return room.again;
    let tell!: () => void;
    room = { again: new Promise((resolve) => (tell = resolve)), tell };
    state.isDiskFull = true;
    engine.control('pause');
    onChange();
    return room.again;
  };
  const tryAgain = (): void => {
    room?.tell();
    room = null;
    state.isDiskFull = false;
    if (wanted === 'running') engine.control('resume');
    onChange();
  };

  const sender = createPointsSender(host);
  const writers = new Map<string, RunWriter>(
    options.runs.map((run) => [run.id, createRunWriter(host, run.id, { onFailure: failWith, whenRoom }, sender)]),
  );

  /** Cuts the curves to where runs go on; what follows will be told again. */
  const goBack = (resumed: readonly ResumedRun[]): void => {
    const cut = resumed.map(({ run, checkpoint }) => [run, curvesUpTo(curves.get(run)!, checkpoint)] as const);
    curves = new Map([...curves, ...cut]);
    for (const { run, checkpoint } of resumed) {
      const steps = checkpoint?.step ?? 0;
      const events = eventsUpTo(state.runs.find(({ id }) => id === run)!.events, steps);
      change(run, { status: 'waiting', reason: null, endedAt: null, steps, events });
    }
  };

  /** The worker is gone: when all it told is kept, a fresh one goes on from the newest checkpoints. */
  const goOnAfresh = async (stage: 'recovering' | 'moving'): Promise<readonly ResumedRun[]> => {
    engine.end();
    if (state.phase !== 'stopping') state.phase = 'preparing';
    state.stage = stage;
    onChange();
    try {
      await Promise.all([...[...writers.values()].map((writer) => writer.settled()), ...endings]);
      const runs = unfinished().map(({ id }) => id);
      if (runs.length === 0) return (await conclude(), []);
      const { resumed } = unwrap(await host.call('runs.rewind', { runs }));
      goBack(resumed);
      if (!hasEnded()) engine = startEngine(resumed);
      return resumed;
    } catch (error) {
      failWith(error);
      return [];
    }
  };
  const recover = async (): Promise<void> => {
    state.recoveries += 1;
    // Lost on the way to the other executor: the same checkpoints lead there.
    await (movingTo ? move(movingTo) : goOnAfresh('recovering'));
  };
  const move = async (to: BackendChoice): Promise<void> => {
    const before = backend;
    [movingTo, backend] = [null, to];
    const resumed = await goOnAfresh('moving');
    if (resumed.length > 0) movedFrom = { backend: before, resumed };
  };
  /** The other executor cannot train these runs: they go on where they were. */
  const stayWith = ({ backend: before, resumed }: NonNullable<typeof movedFrom>, failure: Failure): void => {
    engine.end();
    [backend, movedFrom, state.moveFailure] = [before, null, failure];
    engine = startEngine(resumed);
    onChange();
  };
  const hasEnded = (): boolean => state.phase === 'ended' || state.phase === 'failed';
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

  let progressToldMs = -Infinity;
  const tellProgress = (fraction: number): void => {
    if (performance.now() - progressToldMs < PROGRESS_EVERY_MS) return;
    progressToldMs = performance.now();
    void host.call('training.progress', { fraction });
  };

  const listen = (message: FromEngine): void => {
    if (state.phase === 'failed') return;
    switch (message.type) {
      case 'preparing':
        if (state.stage !== 'recovering' && state.stage !== 'moving') state.stage = message.stage;
        break;
      case 'backend':
        takeBackend(message.info);
        break;
      case 'event':
        takeEvent(message.run, message.event);
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
        [state.stage, movedFrom] = [null, null];
        state.progress = message.progress;
        for (const points of message.points) take(points);
        tellProgress(message.progress.fraction);
        break;
      case 'paused':
        if (state.phase !== 'stopping') state.phase = message.paused ? 'paused' : 'running';
        setAll(message.paused ? 'paused' : 'running');
        break;
      case 'checkpoint':
        writers.get(message.run)!.checkpoint(message.bytes);
        break;
      case 'runEnded':
        end(message.run, message.status, message.reason, message.weights);
        break;
      case 'ended':
        void (movingTo ? move(movingTo) : conclude());
        break;
      case 'failed':
        fail(message.code, message.detail);
        break;
      case 'weights':
        weights.take(message.run, message.weights);
        break;
      case 'checked':
        break;
    }
    onChange();
  };

  /** After a move or a loss the reason is still the one it was. */
  const takeBackend = (info: BackendInfo): void => {
    const known = state.backend;
    const why = movedFrom ? 'moved' : known?.backend === info.backend ? known.why : info.why;
    state.backend = { ...info, why };
    backend = info.backend;
  };

  const takeEvent = (id: string, event: RunEvent): void => {
    change(id, { events: withEvent(state.runs.find((run) => run.id === id)!.events, event) });
    writers.get(id)!.event(event);
  };

  const begin = (message: Extract<FromEngine, { type: 'began' }>): void => {
    const { run, initialWeightsHash, batchOrderHash, maskHash } = message;
    const before = state.runs.find(({ id }) => id === run)!;
    const { backend, renderer, tfjs } = trainsOn(before, state.backend!);
    const environment = {
      app: options.appVersion,
      host: host.host,
      backend,
      renderer,
      tfjs,
      userAgent: navigator.userAgent,
    };
    const startedAt = before.startedAt ?? new Date().toISOString();
    const known = { backend, environment, initialWeightsHash, batchOrderHash, maskHash, startedAt, hasWeights: false };
    change(run, { status: 'running', ...known });
    writers.get(run)!.begin({ environment, initialWeightsHash, batchOrderHash, maskHash });
    const isElsewhere = before.steps > 0 && before.backend !== null && before.backend !== backend;
    if (!isElsewhere) return;
    const step = before.steps + 1;
    // Moved back at once: it never was elsewhere.
    const earlier = before.events.find((event) => event.kind === 'executor' && event.step === step);
    const from = earlier?.kind === 'executor' ? earlier.detail.from : before.backend;
    takeEvent(run, { kind: 'executor', step, detail: { from, to: backend } });
  };

  const take = ({ run: id, steps, epochs, maskHash }: PackedRunPoints): void => {
    const own = curves.get(id)!;
    for (const { series: name, fromStep, values } of steps) {
      takeSteps(own, name, fromStep, values);
      if (name === series.loss) change(id, { steps: fromStep + values.length - 1 });
    }
    own.epochs.push(...recordsOf(epochs));
    if (maskHash !== undefined) change(id, { maskHash });
    writers.get(id)!.append(steps, epochs, maskHash);
  };

  const requestOf = (id: string, resumed: readonly ResumedRun[] | undefined): RunRequest => {
    const { seed, contender, events } = state.runs.find((run) => run.id === id)!;
    const checkpoint = resumed?.find(({ run }) => run === id)?.checkpoint;
    return { id, seed, contender, rates: rateChanges(events), ...(checkpoint && { checkpoint }) };
  };

  /** A pool for these runs; what an earlier one still says is not heard. */
  const startEngine = (resumed: readonly ResumedRun[] | undefined): EnginePool => {
    const { descriptor } = options;
    const ids = resumed?.map(({ run }) => run) ?? options.runs.map(({ id }) => id);
    const runs = ids.map((id) => requestOf(id, resumed));
    const pool: EnginePool = startEnginePool(
      { experiment: record.experiment, descriptor, runs, backend, residentShare: RESIDENT_SHARES[shortages] ?? 0 },
      (message) => void (pool === engine && listen(message)),
      {
        ...(options.cores !== undefined && { cores: options.cores }),
        ...(options.startEngine && { start: options.startEngine }),
      },
    );
    if (wanted === 'stopped') pool.control('stop');
    else if (wanted === 'paused' || state.isDiskFull) pool.control('pause');
    return pool;
  };

  if (options.resumed) goBack(options.resumed);
  let engine = startEngine(options.resumed);

  const steer = (act: 'pause' | 'resume' | 'step'): void => {
    if (act === 'resume' && state.isDiskFull) return tryAgain();
    wanted = act === 'resume' ? 'running' : 'paused';
    engine.control(act);
  };
  const canSteer = (): boolean => state.phase === 'running' || state.phase === 'paused';
  return {
    record,
    get curves() {
      return curves;
    },
    state,
    done,
    pause: () => steer('pause'),
    resume: () => steer('resume'),
    step: () => steer('step'),
    stop: () => {
      if (hasEnded()) return;
      wanted = 'stopped';
      state.phase = 'stopping';
      onChange();
      engine.control('stop');
    },
    setRates: (rates) => engine.give({ type: 'setRate', rates, from: null }),
    stopRuns: (runs) => engine.give({ type: 'stopRuns', runs }),
    readWeights: (run) => weights.ask(run, () => engine.give({ type: 'readWeights', run })),
    follow: (patterns) =>
      followSeries(host, curves, patterns, () => Promise.all([...writers.values()].map((writer) => writer.settled()))),
    moveTo: (to) => {
      if (!canSteer() || movingTo) return;
      [movingTo, state.moveFailure] = [to, null];
      state.stage = 'moving';
      onChange();
      engine.control('leave');
    },
    tryAgain,
  };
}

/** What a run trains on beside others that train on this: solvers are on the CPU engine whatever the others are on. */
function trainsOn({ contender }: RunRecord, info: BackendInfo): Pick<BackendInfo, 'backend' | 'renderer' | 'tfjs'> {
  return solves(contender) && !isCpuEngine(info.backend) ? { backend: 'wasm', renderer: null, tfjs: null } : info;
}
