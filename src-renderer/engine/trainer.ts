import type { RunCheckpoint } from '#shared/domain/checkpoint.ts';
import { encodeCheckpoint } from '#shared/domain/checkpointBytes.ts';
import { experimentOf } from '#shared/domain/contenderPlan.ts';
import type { RunReason, RunStatus } from '#shared/domain/run.ts';
import { joinFloats } from '#shared/joinFloats.ts';
import { generator } from '#shared/random/generator.ts';
import { measuredCount, measuredRows } from '#shared/training/measuredRows.ts';
import { probesFor } from '#shared/training/probes.ts';
import { CheckpointTimer } from './checkpointTimer.ts';
import { epochMetrics, type EpochMetrics } from './epochMetrics.ts';
import { evenlySpread } from './evenlySpread.ts';
import { EVALUATION_BATCH, type Executor } from './executor.ts';
import { Left, Stopped, type Gate } from './gate.ts';
import { chainOrderHash } from './hashes.ts';
import { batchOf, laneFrom, trainsAt, type Lane } from './lane.ts';
import { leastSpent, LiveRun, notMeasured, type EpochEnd } from './liveRun.ts';
import type { FromWorker, Order, RunPointsMessage, RunRequest, TrainRequest } from './messages.ts';
import { Outbox, TELL_EVERY_MS } from './outbox.ts';
import { ProgressMeter } from './progressMeter.ts';
import { startWeights, type StartWeights } from './startWeights.ts';
import type { TrainingParts } from './trainingParts.ts';
import { updateSeries } from './updateSeries.ts';

/** What is known of a run at the end of an epoch. */
type Measured = Omit<EpochEnd, 'epoch' | 'step' | 'metrics'>;

/** By run id: where a run goes on instead of beginning. */
export type Checkpoints = ReadonlyMap<string, RunCheckpoint>;

/**
 * Trains all runs of an experiment in lock-step: every run makes update n before any makes n + 1. Runs of one seed share start weights,
 * row order and dropout masks, all from the counter-based generator. Runs with a checkpoint go on from it; who is behind catches up first.
 * Trains to the planned end, a stop at the gate, or the end of the last run; disposes the executor.
 */
export async function train(
  request: TrainRequest,
  parts: TrainingParts,
  executor: Executor,
  gate: Gate,
  emit: (message: FromWorker) => void,
  checkpoints: Checkpoints = new Map(),
): Promise<void> {
  try {
    await new Training(request, parts, executor, gate, emit, checkpoints).run();
  } finally {
    executor.dispose();
  }
}

class Training {
  private readonly request: TrainRequest;
  private readonly parts: TrainingParts;
  private readonly executor: Executor;
  private readonly gate: Gate;
  private readonly emit: (message: FromWorker) => void;
  private readonly checkpoints: Checkpoints;
  private readonly timer = new CheckpointTimer();
  private readonly lanes: Lane[] = [];
  private readonly meter: ProgressMeter;
  private readonly startedMs = performance.now();
  private readonly outbox: Outbox;
  private readonly metrics: EpochMetrics;
  private step = 0;
  private epoch = 0;
  /** Updates made when the last checkpoint was taken. */
  private keptStep = 0;
  private epochStartedMs = 0;

  constructor(
    request: TrainRequest,
    parts: TrainingParts,
    executor: Executor,
    gate: Gate,
    emit: (message: FromWorker) => void,
    checkpoints: Checkpoints,
  ) {
    this.request = request;
    this.parts = parts;
    this.executor = executor;
    this.gate = gate;
    this.emit = emit;
    this.checkpoints = checkpoints;
    const { train: trainRows, validation } = parts.data.split;
    const evaluatedRows = validation.length + measuredCount(parts.data.split);
    this.meter = new ProgressMeter(this.plan, trainRows.length, evaluatedRows, () => this.workedMs);
    if (parts.solves) this.meter.countSpent(() => leastSpent(this.active, this.plan.epochs));
    this.metrics = epochMetrics(parts);
    this.outbox = new Outbox(emit, () => this.meter.progress, TELL_EVERY_MS);
  }

  async run(): Promise<void> {
    try {
      await this.begin();
      await this.trainEpochs();
      for (const run of this.active) await this.finish(run);
    } catch (error) {
      if (!(error instanceof Stopped)) throw error;
      await this.keep();
      if (!(error instanceof Left)) await this.stop(this.active);
    } finally {
      for (const run of this.all) run.release();
    }
    this.emit({ type: 'ended' });
  }

  private get plan(): TrainRequest['experiment']['training'] {
    return this.request.experiment.training;
  }

  private get all(): LiveRun[] {
    return this.lanes.flatMap((lane) => lane.runs);
  }

  private get active(): LiveRun[] {
    return this.all.filter((run) => !run.ended);
  }

  private async begin(): Promise<void> {
    for (const seed of new Set(this.request.runs.map((run) => run.seed))) {
      const lane = await this.openLane(seed);
      this.lanes.push(lane);
      const startOf = startWeights(this.parts, seed);
      for (const run of this.request.runs.filter((candidate) => candidate.seed === seed))
        lane.runs.push(this.beginRun(run, lane, await startOf(run.contender)));
    }
    this.step = this.keptStep = Math.min(...this.all.map((run) => run.from.step));
  }

  private async openLane(seed: number): Promise<Lane> {
    const own = this.request.runs.filter((run) => run.seed === seed).map((run) => this.checkpoints.get(run.id) ?? null);
    const fromEpoch = Math.min(...own.map((checkpoint) => this.meter.epochOf(checkpoint)));
    const lane = laneFrom(seed, own, fromEpoch, measuredRows(this.parts.data.split, seed));
    const kept = lane.orderHash;
    await this.shuffle(lane, fromEpoch);
    if (kept !== '') lane.orderHash = kept;
    return lane;
  }

  private beginRun(run: RunRequest, lane: Lane, { weights, hash }: StartWeights): LiveRun {
    const { id, contender } = run;
    const plan = experimentOf(this.request.experiment, contender).training;
    const { clipping = null } = plan;
    const checkpoint = this.checkpoints.get(id) ?? null;
    const { rates = [] } = run;
    const snapshot = checkpoint && { snapshot: checkpoint.parameters };
    const probes = probesFor(contender.optimizer, this.parts.check, lane.seed);
    const device = this.executor.createRun({
      id,
      contender,
      weights,
      clipping,
      probes,
      budget: plan.epochs,
      ...snapshot,
    });
    const initialWeightsHash = checkpoint?.initialWeightsHash ?? hash;
    const [batchOrderHash, maskHash] = [checkpoint?.orderHash ?? lane.orderHash, checkpoint?.maskHash || null];
    this.emit({ type: 'began', run: id, initialWeightsHash, batchOrderHash, maskHash });
    const series = updateSeries(this.parts.check, probes);
    const epoch = this.meter.epochOf(checkpoint);
    return new LiveRun(run, plan, device, { initialWeightsHash, checkpoint, epoch, rates, series });
  }

  /** Every epoch has its own order, from seed and epoch alone. */
  private async shuffle(lane: Lane, epoch: number): Promise<void> {
    const { train: rows } = this.parts.data.split;
    lane.order = generator(lane.seed, 'order', epoch)
      .permutation(rows.length)
      .map((at) => rows[at]!);
    lane.orderHash = await chainOrderHash(lane.orderHash, lane.order);
  }

  private async trainEpochs(): Promise<void> {
    const { totalSteps, epochSteps } = this.meter;
    const fromEpoch = Math.min(...this.lanes.map((lane) => lane.fromEpoch));
    this.meter.startAt(this.step, fromEpoch);
    for (this.epoch = fromEpoch; (this.epoch - 1) * epochSteps < totalSteps; this.epoch++) {
      if (this.epoch > fromEpoch) await this.nextOrder();
      this.epochStartedMs = this.workedMs;
      if (this.epoch > fromEpoch && this.timer.isDueAtEpochEnd) await this.keep();
      await this.trainEpoch();
      await this.validate();
      if (this.active.length === 0) return;
    }
  }

  private async nextOrder(): Promise<void> {
    for (const lane of this.lanes.filter(({ fromEpoch }) => fromEpoch < this.epoch)) {
      await this.shuffle(lane, this.epoch);
      for (const run of lane.runs.filter(({ ended, from }) => !ended && from.epoch < this.epoch))
        this.outbox.order(run.id, lane.orderHash);
    }
  }

  /** Takes a checkpoint of every run that stands at this update, once its points are told. */
  private async keep(): Promise<void> {
    await this.tellAll();
    if (this.step === this.keptStep) return;
    await this.timer.take(async () => {
      for (const lane of this.lanes)
        for (const run of lane.runs.filter(({ ended, from }) => !ended && from.step < this.step))
          await this.emitCheckpoint(lane, run);
    });
    this.keptStep = this.step;
  }

  private async emitCheckpoint({ seed, orderHash, masks }: Lane, run: LiveRun): Promise<void> {
    const { step, epoch, epochSeconds: seconds } = this;
    const batches = step - (epoch - 1) * this.meter.epochSteps;
    const checkpoint = await run.checkpoint({ seed, step, epoch, batches, orderHash, maskHash: masks.last, seconds });
    this.emit({ type: 'checkpoint', run: run.id, bytes: encodeCheckpoint(checkpoint) });
  }

  /** One run's share of the time that the epoch took so far. */
  private get epochSeconds(): number {
    return (this.workedMs - this.epochStartedMs) / 1000 / Math.max(1, this.active.length);
  }

  private async trainEpoch(): Promise<void> {
    const { batchSize } = this.plan;
    const { epochSteps, totalSteps } = this.meter;
    for (let at = this.step - (this.epoch - 1) * epochSteps; at < epochSteps && this.step < totalSteps; at++) {
      await this.pass();
      if (this.timer.isDue) await this.keep();
      for (const { device } of this.active) if (device.prepare) await device.prepare(() => this.pass());
      for (const lane of this.lanes) this.updateLane(lane, batchOf(lane, at, batchSize));
      this.step += 1;
      if (at + 1 < epochSteps && this.step < totalSteps) this.prepareLanes(at + 1);
      this.meter.updated(this.step, this.epoch);
      if (this.step === 1 || this.outbox.isDue) await this.tellAll();
      if (this.active.length === 0) return;
    }
    await this.flush();
  }

  private pass(): Promise<void> {
    return this.gate.pass(this.step, {
      beforeWait: () => this.tellAll(),
      whenPaused: () => this.keep(),
      obey: (order) => this.obey(order),
    });
  }

  private async obey(order: Order): Promise<void> {
    if (order.type === 'stopRuns') return this.stopSome(order.runs);
    if (order.type === 'readWeights') return this.tellWeights(order.run);
    const from = Math.max(this.step + 1, order.from ?? 0);
    for (const { run: id, rate } of order.rates) {
      const run = this.active.find((candidate) => candidate.id === id);
      if (run) this.emit({ type: 'event', run: id, event: run.changeRate(from, rate) });
    }
  }

  private async tellWeights(id: string): Promise<void> {
    const run = this.active.find((candidate) => candidate.id === id);
    if (!run) return;
    this.emit({ type: 'weights', run: id, step: this.step, weights: joinFloats(await run.device.readWeights()) });
  }

  /** Ends these runs where they stand; throws Stopped where none is left. */
  private async stopSome(ids: readonly string[]): Promise<void> {
    if (!this.active.some(({ id }) => ids.includes(id))) return;
    await this.keep();
    await this.stop(this.active.filter(({ id }) => ids.includes(id)));
    if (this.active.length === 0) throw new Stopped();
  }

  private updateLane(lane: Lane, rows: Uint32Array): void {
    // An update that no run makes, because those behind have ended, is a link of the mask chain all the same.
    if (!trainsAt(lane, this.step)) return;
    const runs = lane.runs.filter((run) => !run.ended && !run.isAheadOf(this.step));
    const update = this.step + 1;
    const batch = this.executor.loadBatch(lane.seed, update, rows);
    for (const run of runs) run.advance(batch, update);
    lane.masks.add(update, batch.masksUsed);
    batch.dispose();
  }

  private prepareLanes(at: number): void {
    for (const lane of this.lanes.filter((each) => trainsAt(each, this.step)))
      this.executor.prepareBatch?.(lane.seed, batchOf(lane, at, this.plan.batchSize));
  }

  /** Reads what waits on the device and ends runs whose loss is no longer a number. */
  private async flush(): Promise<void> {
    const points: RunPointsMessage[] = [];
    const diverged: { run: LiveRun; step: number }[] = [];
    for (const { runs, masks } of this.lanes) {
      for (const run of runs.filter(({ ended }) => !ended)) {
        const read = await run.flush();
        if (!read) continue;
        const maskHash = masks.at(read.lastStep);
        points.push({ run: run.id, steps: read.series, epochs: [], ...(maskHash && { maskHash }) });
        if (read.badStep !== null) diverged.push({ run, step: read.badStep });
      }
      masks.forget();
    }
    this.outbox.add(points);
    for (const { run, step } of diverged) this.end(run, 'diverged', run.divergedReason(step), null);
  }

  private async validate(): Promise<void> {
    const done: LiveRun[] = [];
    const results: { run: LiveRun; measured: Measured }[] = [];
    const lanes = this.lanes.map((lane) => ({ lane, runs: lane.runs.filter((run) => this.isMeasuredNow(run)) }));
    const count = lanes.reduce((sum, { runs }) => sum + runs.length, 0);
    const rows = this.inProportion(this.parts.data.split.validation);
    const trainingSeconds = (this.workedMs - this.epochStartedMs) / 1000 / count;
    for (const { lane, runs } of lanes) {
      const trained = this.inProportion(lane.measured);
      for (const run of runs) {
        const measured = await this.measure(run, [rows, trained], results.length, count);
        results.push({ run, measured: { ...measured, seconds: trainingSeconds + measured.measuringSeconds } });
      }
    }
    // Only when all are measured does the epoch end: a stop before leaves every run in the same place.
    const points = results.map(({ run, measured }) => this.epochPoint(run, measured));
    for (const { run, measured } of results) if (await run.observe(measured.validation)) done.push(run);
    this.meter.validated(this.epoch);
    this.outbox.add(points);
    for (const run of done) await this.finish(run);
  }

  private isMeasuredNow(run: LiveRun): boolean {
    return !run.ended && run.from.epoch <= this.epoch;
  }

  /** Measures run number `index` of so many on validation and training rows. */
  private async measure(
    run: LiveRun,
    parts: readonly [Uint32Array, Uint32Array],
    index: number,
    count: number,
  ): Promise<Omit<Measured, 'seconds'>> {
    const beganMs = this.workedMs;
    const all = Math.max(1, parts[0].length + parts[1].length);
    const breathe = (before: number) => async (done: number) => {
      this.meter.validated(this.epoch - 1 + (index + (before + done) / all) / count);
      if (this.outbox.isDue) this.outbox.send();
      await this.gate.breathe();
    };
    const validation = await run.device.evaluate(parts[0], breathe(0));
    const trained = await run.device.evaluate(parts[1], breathe(parts[0].length));
    const valMetrics = this.metrics.ofEvaluation(validation, parts[0], 'validation');
    const trainMetrics = this.metrics.ofEvaluation(trained, parts[1], 'training');
    return { validation, trained, valMetrics, trainMetrics, measuringSeconds: (this.workedMs - beganMs) / 1000 };
  }

  /**
   * All of these rows; after an epoch cut short by `limitSteps`, evenly spread ones of them, no more than were trained in that epoch
   * (but a full evaluation batch): a try-out of two updates must not wait for 5,000 validation rows.
   */
  private inProportion(rows: Uint32Array): Uint32Array {
    const stepsInEpoch = this.step - (this.epoch - 1) * this.meter.epochSteps;
    if (stepsInEpoch >= this.meter.epochSteps) return rows;
    return evenlySpread(rows, Math.max(EVALUATION_BATCH, stepsInEpoch * this.plan.batchSize));
  }

  private epochPoint(run: LiveRun, measured: Measured): RunPointsMessage {
    const { epoch, step } = this;
    const record = run.endEpoch({ epoch, step, ...measured, metrics: this.metrics.ofScore });
    return { run: run.id, steps: [], epochs: [record] };
  }

  private get workedMs(): number {
    return performance.now() - this.startedMs - this.gate.waitedMs;
  }

  /** Reads what waits on the device and tells everything there is. */
  private async tellAll(): Promise<void> {
    await this.flush();
    this.outbox.send();
  }

  private async finish(run: LiveRun): Promise<void> {
    const { reason, weights } = await run.ending();
    this.end(run, 'finished', reason, joinFloats(weights));
  }

  /** Ends runs before their time: what of the epoch was trained is told, and what they can go on from was kept before. */
  private async stop(runs: readonly LiveRun[]): Promise<void> {
    const cut = runs.filter((run) => run.hasEpochRows && !run.isAheadOf(this.step));
    this.outbox.add(cut.map((run) => this.epochPoint(run, { ...notMeasured, seconds: this.epochSeconds })));
    for (const run of runs) {
      const reason = { code: 'stoppedByUser', detail: { step: Math.max(this.step, run.from.step) } };
      this.end(run, 'stopped', reason, joinFloats(await run.device.readWeights()));
    }
  }

  private end(
    run: LiveRun,
    status: RunStatus,
    reason: RunReason | null,
    weights: Float32Array<ArrayBuffer> | null,
  ): void {
    run.release();
    this.outbox.send();
    this.emit({ type: 'runEnded', run: run.id, status, reason, weights });
  }
}
