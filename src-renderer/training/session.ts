import type { ResumedRun } from '#shared/contract.ts';
import { recordsOf } from '#shared/domain/pointColumns.ts';
import { finalStatuses, type RunRecord } from '#shared/domain/run.ts';
import { eventsUpTo, rateChanges, withEvent, type RunEvent } from '#shared/domain/runEvent.ts';
import { series } from '#shared/domain/series.ts';
import { solves } from '#shared/training/solving.ts';
import { toFailure, unwrap, type ErrorDetail } from '#shared/result.ts';
import { isCpuEngine, type BackendChoice } from '#shared/domain/backend.ts';
import type { BackendInfo } from '../engine/backendInfo.ts';
import type { FromEngine, Order, PackedRunPoints, RunRequest } from '../engine/messages.ts';
import { curvesUpTo, emptyCurves, takeSteps } from './comparison.ts';
import { afterFailure, isShortage, residentShare } from './afterFailure.ts';
import { startEnginePool, type EnginePool } from './enginePool.ts';
import { followSeries } from './followSeries.ts';
import { createPointsSender } from './pointsSender.ts';
import { createRunWriter, type RunWriter } from './runWriter.ts';
import type { Session, SessionOptions } from './sessionInterface.ts';
import { createStandingOrders } from './standingOrders.ts';
import { isGoingOn, type Failure, type SessionState, type Wanted } from './sessionState.ts';
import { createWeightsAsked } from './weightsAsked.ts';

/** A taskbar needs to know no oftener, and a request costs the page several milliseconds. */
const PROGRESS_EVERY_MS = 1000;
/** The memory of workers that are gone comes back a moment later. */
const MEMORY_COMES_BACK_MS = 200;

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
    shortage: null,
    recoveries: 0,
  };
  let wanted: Wanted = options.wanted ?? 'running';
  /** What trains, as far as it is chosen; before it is measured `auto`. */
  let backend = options.backend;
  /** Asked for while another one still trains. */
  let movingTo: BackendChoice | null = null;
  /** Where it came from, until the first update after a move. */
  let movedFrom: { readonly backend: BackendChoice; readonly resumed: readonly ResumedRun[] } | null = null;
  let finish!: () => void;
  const done = new Promise<void>((resolve) => (finish = resolve));
  const endings: Promise<void>[] = [];

  let shortages = 0;
  /** Processors to use at most; fewer once memory was short. */
  let { cores } = options;

  const runOf = (id: string): RunRecord => state.runs.find((run) => run.id === id)!;
  const change = (id: string, changes: Partial<RunRecord>): void => {
    state.runs = state.runs.map((run) => (run.id === id ? { ...run, ...changes } : run));
  };
  const fail = (code: string, detail: ErrorDetail): void => {
    if (state.phase === 'failed' || state.phase === 'ended') return;
    if (isShortage(code)) shortages += 1;
    const next = afterFailure(code, { recoveries: state.recoveries, shortages, ...engine.size });
    if (next.act === 'shrink') return void shrink(next.cores);
    if (movedFrom) return stayWith(movedFrom, { code, detail });
    if (next.act === 'toProcessor') return void leaveCard();
    if (next.act === 'recover') return void recover();
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
  const standing = createStandingOrders();
  const give = (order: Order): void => {
    standing.add(order);
    engine.give(order);
  };
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

  /** Where runs go on and what trained them before, until something comes from there: what they have is kept for as long. */
  const goingBack = new Map<string, { readonly to: ResumedRun['checkpoint']; readonly from: string | null }>();
  const goBack = (resumed: readonly ResumedRun[]): void => {
    for (const { run, checkpoint } of resumed) {
      goingBack.set(run, { to: checkpoint, from: goingBack.get(run)?.from ?? runOf(run).backend });
      change(run, { status: 'waiting', reason: null, endedAt: null });
    }
  };
  /** It has gone on: what it had after its checkpoint comes again. */
  const leaveBehind = (id: string): void => {
    const going = goingBack.get(id);
    if (!going || !goingBack.delete(id)) return;
    const { step, epoch } = going.to ?? { step: 0, epoch: 1 };
    curves = new Map([...curves, [id, curvesUpTo(curves.get(id)!, going.to)]]);
    change(id, { steps: step, events: eventsUpTo(runOf(id).events, step) });
    writers.get(id)!.goBack({ step, epoch });
    const moved = step > 0 && movedTo(runOf(id), step + 1, going.from);
    if (moved) takeEvent(id, moved);
  };

  /** The worker is gone: when all it told is kept, a fresh one goes on from the newest checkpoints. */
  const goOnAfresh = async (stage: 'recovering' | 'shrinking' | 'moving'): Promise<readonly ResumedRun[]> => {
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
      if (stage === 'shrinking') await memoryOf(engine);
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
  const shrink = async (most: number | null): Promise<void> => {
    if (most !== null) [cores, state.shortage] = [most, { cores: most }];
    await (movingTo ? move(movingTo) : goOnAfresh('shrinking'));
  };
  /** The graphics card has too little memory, whatever is given up there. */
  const leaveCard = async (): Promise<void> => {
    [movingTo, backend, state.shortage] = [null, 'wasm', 'card'];
    await goOnAfresh('shrinking');
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
    standing.ended(id);
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
        if (!isGoingOn(state.stage)) state.stage = message.stage;
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
        leaveBehind(message.run);
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
    const chosen = state.shortage === 'card' && isCpuEngine(info.backend) ? 'cardTooSmall' : info.why;
    state.backend = { ...info, why: movedFrom ? 'moved' : known?.backend === info.backend ? known.why : chosen };
    backend = info.backend;
  };

  const takeEvent = (id: string, event: RunEvent): void => {
    standing.changed(id, event);
    change(id, { events: withEvent(runOf(id).events, event) });
    writers.get(id)!.event(event);
  };

  const begin = (message: Extract<FromEngine, { type: 'began' }>): void => {
    const { run, initialWeightsHash, batchOrderHash, maskHash } = message;
    const before = runOf(run);
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
  };

  const take = ({ run: id, steps, epochs, maskHash }: PackedRunPoints): void => {
    leaveBehind(id);
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
    const { seed, contender, events } = runOf(id);
    const checkpoint = resumed?.find(({ run }) => run === id)?.checkpoint;
    return { id, seed, contender, rates: rateChanges(events), ...(checkpoint && { checkpoint }) };
  };

  /** A pool for these runs; what an earlier one still says is not heard. */
  const startEngine = (resumed: readonly ResumedRun[] | undefined): EnginePool => {
    const { descriptor } = options;
    const ids = resumed?.map(({ run }) => run) ?? options.runs.map(({ id }) => id);
    const runs = ids.map((id) => requestOf(id, resumed));
    const pool: EnginePool = startEnginePool(
      { experiment: record.experiment, descriptor, runs, backend, residentShare: residentShare(shortages) },
      (message) => void (pool === engine && listen(message)),
      { ...(cores !== undefined && { cores }), ...(options.startEngine && { start: options.startEngine }) },
    );
    for (const order of standing.orders) pool.give(order);
    if (wanted === 'stopped') pool.control('stop');
    else if (wanted === 'paused' || state.isDiskFull) pool.control('pause');
    return pool;
  };

  if (options.resumed) goBack(options.resumed);
  if (wanted === 'stopped') state.phase = 'stopping';
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
    setRates: (rates) => give({ type: 'setRate', rates, from: null }),
    stopRuns: (runs) => give({ type: 'stopRuns', runs }),
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

/** Resolves when what the workers of an ended pool had is free, as far as a page can know. */
async function memoryOf(pool: EnginePool): Promise<void> {
  await pool.whenGone();
  await new Promise((resolve) => setTimeout(resolve, MEMORY_COMES_BACK_MS));
}

/** That another executor makes the updates from this one on; null where it is the one `from` before. */
function movedTo({ events, backend }: RunRecord, step: number, from: string | null): RunEvent | null {
  if (backend === null || from === null || backend === from) return null;
  // Moved back at once: it never was elsewhere.
  const earlier = events.find((event) => event.kind === 'executor' && event.step === step);
  const first = earlier?.kind === 'executor' ? earlier.detail.from : from;
  return { kind: 'executor', step, detail: { from: first, to: backend } };
}

/** What a run trains on beside others that train on this: solvers are on the CPU engine whatever the others are on. */
function trainsOn({ contender }: RunRecord, info: BackendInfo): Pick<BackendInfo, 'backend' | 'renderer' | 'tfjs'> {
  return solves(contender) && !isCpuEngine(info.backend) ? { backend: 'wasm', renderer: null, tfjs: null } : info;
}
