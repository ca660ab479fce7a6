import * as tf from '@tensorflow/tfjs';
import { dataShape } from '#shared/preprocessing/dataShape.ts';
import { checkModel } from '#shared/domain/modelCheck.ts';
import type { EpochRecord, RunReason, RunStatus, StepValues } from '#shared/domain/run.ts';
import { stepsPerEpoch, stepsPlanned } from '#shared/domain/trainingSteps.ts';
import { initialWeights } from '#shared/initializers/initialWeights.ts';
import { prepareData, type DatasetBytes, type PreparedData } from '#shared/preprocessing/preparedData.ts';
import { generator } from '#shared/random/generator.ts';
import { StudioError } from '#shared/result.ts';
import { evaluate, EVALUATION_BATCH, uploadRows } from './evaluation.ts';
import { Stopped, type Gate } from './gate.ts';
import { chainOrderHash, joinWeights, weightsHash } from './hashes.ts';
import { LossBuffer, type LossPoints } from './lossBuffer.ts';
import { tensorLoss } from './losses/index.ts';
import type { TensorLoss } from './losses/tensorLoss.ts';
import type { FromWorker, RunPointsMessage, TrainRequest } from './messages.ts';
import { buildModel, type Model } from './model.ts';
import { advance, createRun, disposeRun, readWeights, weightTensors, type RunState } from './runState.ts';

/** A run in training, with what is still to be told of it. */
interface LiveRun {
  readonly state: RunState;
  readonly buffer: LossBuffer;
  ended: boolean;
  epochLoss: number;
  epochScore: number;
  epochRows: number;
}

/** The runs of one seed: they see the same rows in the same order. */
interface Lane {
  readonly seed: number;
  readonly runs: LiveRun[];
  order: Uint32Array;
  orderHash: string;
}

/** Losses are read back and told this often while training. */
const FLUSH_EVERY_MS = 100;

/** Work done before an estimate of the rest is worth saying. */
const ESTIMATE_AFTER_SECONDS = 1;

/**
 * Trains all runs of an experiment in lock-step on the started backend: every run makes update n before any makes n + 1. Runs of one
 * seed share start weights, row order and dropout masks, all from the counter-based generator. The returned function trains to the planned
 * end, a stop at the gate, or the end of the last run.
 */
export function createTrainer(
  request: TrainRequest,
  bytes: DatasetBytes,
  gate: Gate,
  emit: (message: FromWorker) => void,
): () => Promise<void> {
  const { experiment, descriptor } = request;
  const data = prepareData(descriptor, experiment.data, bytes);
  const { inputShape, demand } = dataShape(descriptor, experiment.data.target);
  const check = checkModel(experiment.model, inputShape, demand, experiment.loss);
  if (!check.ok) throw new StudioError('modelNotReady', { problems: check.problems });
  if (data.split.train.length === 0) throw new StudioError('noTrainingRows', { name: descriptor.name });
  const session = new Session(request, data, buildModel(check), tensorLoss(experiment.loss), gate, emit);
  return () => session.run((seed) => initialWeights(check, seed));
}

class Session {
  private readonly request: TrainRequest;
  private readonly data: PreparedData;
  private readonly model: Model;
  private readonly loss: TensorLoss;
  private readonly gate: Gate;
  private readonly emit: (message: FromWorker) => void;
  private readonly lanes: Lane[] = [];
  private readonly totalSteps: number;
  private readonly epochSteps: number;
  private readonly startedMs = performance.now();
  private lastFlushMs = 0;
  private step = 0;
  private epoch = 0;
  private validations = 0;
  /** Work and share done when the first update was over: what came before was compiling. */
  private steadySince: { workedMs: number; fraction: number } | null = null;

  constructor(
    request: TrainRequest,
    data: PreparedData,
    model: Model,
    loss: TensorLoss,
    gate: Gate,
    emit: (message: FromWorker) => void,
  ) {
    this.request = request;
    this.data = data;
    this.model = model;
    this.loss = loss;
    this.gate = gate;
    this.emit = emit;
    const plan = request.experiment.training;
    this.epochSteps = stepsPerEpoch(data.split.train.length, plan.batchSize);
    this.totalSteps = stepsPlanned(data.split.train.length, plan);
  }

  async run(startWeights: (seed: number) => Float32Array[]): Promise<void> {
    try {
      await this.begin(startWeights);
      await this.trainEpochs();
      await this.endAll('finished', null);
    } catch (error) {
      if (!(error instanceof Stopped)) throw error;
      await this.flush();
      this.emitPoints(this.active.map((run) => this.epochPoint(run, null, 0)));
      await this.endAll('stopped', { code: 'stoppedByUser', detail: { step: this.step } });
    } finally {
      for (const run of this.all) this.release(run);
    }
    this.emit({ type: 'ended' });
  }

  private get all(): LiveRun[] {
    return this.lanes.flatMap((lane) => lane.runs);
  }

  private get active(): LiveRun[] {
    return this.all.filter((run) => !run.ended);
  }

  private async begin(startWeights: (seed: number) => Float32Array[]): Promise<void> {
    for (const seed of new Set(this.request.runs.map((run) => run.seed))) {
      const weights = startWeights(seed);
      const initialWeightsHash = await weightsHash(weights);
      const lane: Lane = { seed, runs: [], order: new Uint32Array(), orderHash: '' };
      this.lanes.push(lane);
      await this.shuffle(lane, 1);
      for (const { id, contender } of this.request.runs.filter((run) => run.seed === seed)) {
        const state = createRun(id, contender, weights, this.model, this.request.experiment.training);
        lane.runs.push({ state, buffer: new LossBuffer(), ended: false, epochLoss: 0, epochScore: 0, epochRows: 0 });
        this.emit({ type: 'began', run: id, initialWeightsHash, batchOrderHash: lane.orderHash });
      }
    }
  }

  /** Every epoch has its own order, from seed and epoch alone. */
  private async shuffle(lane: Lane, epoch: number): Promise<void> {
    const { train } = this.data.split;
    lane.order = generator(lane.seed, 'order', epoch)
      .permutation(train.length)
      .map((at) => train[at]!);
    lane.orderHash = await chainOrderHash(lane.orderHash, lane.order);
  }

  private async trainEpochs(): Promise<void> {
    const { epochs } = this.request.experiment.training;
    for (this.epoch = 1; this.epoch <= epochs && this.step < this.totalSteps; this.epoch++) {
      if (this.epoch > 1) await this.nextOrder();
      const startedMs = this.workedMs;
      await this.trainEpoch();
      await this.validate(startedMs);
      if (this.active.length === 0) return;
    }
  }

  private async nextOrder(): Promise<void> {
    for (const lane of this.lanes) {
      await this.shuffle(lane, this.epoch);
      for (const run of lane.runs.filter((candidate) => !candidate.ended))
        this.emit({ type: 'order', run: run.state.id, batchOrderHash: lane.orderHash });
    }
  }

  private async trainEpoch(): Promise<void> {
    const { batchSize } = this.request.experiment.training;
    for (let at = 0; at < this.epochSteps && this.step < this.totalSteps; at++) {
      await this.gate.pass();
      for (const lane of this.lanes) this.updateLane(lane, lane.order.subarray(at * batchSize, (at + 1) * batchSize));
      this.step += 1;
      if (!this.steadySince || performance.now() - this.lastFlushMs >= FLUSH_EVERY_MS) await this.flush();
      this.steadySince ??= { workedMs: this.workedMs, fraction: this.fraction };
      if (this.active.length === 0) return;
    }
    await this.flush();
  }

  private updateLane(lane: Lane, rows: Uint32Array): void {
    const runs = lane.runs.filter((run) => !run.ended);
    if (runs.length === 0) return;
    const { x, y } = uploadRows(this.data, rows);
    const masks = this.model.masks(lane.seed, this.step + 1, rows.length);
    for (const run of runs) {
      const result = advance(run.state, this.model, this.loss, { x, y, masks, rows: rows.length });
      run.buffer.add(this.step + 1, rows.length, result);
    }
    tf.dispose([x, y, ...masks.filter((mask) => mask !== null)]);
  }

  /** Reads what waits on the device, tells it, and ends runs whose loss is no longer a number. */
  private async flush(): Promise<void> {
    const points: RunPointsMessage[] = [];
    const diverged: { run: LiveRun; step: number }[] = [];
    for (const run of this.active) {
      const read = await run.buffer.flush();
      if (!read) continue;
      const bad = read.losses.findIndex((loss) => !Number.isFinite(loss));
      if (bad >= 0) diverged.push({ run, step: read.fromStep + bad });
      points.push({ run: run.state.id, steps: [lossSeries(read, bad)], epochs: [] });
      this.account(run, read);
    }
    this.lastFlushMs = performance.now();
    this.emitPoints(points);
    for (const { run, step } of diverged) this.end(run, 'diverged', divergedReason(run.state, step), null);
  }

  private account(run: LiveRun, read: LossPoints): void {
    read.rows.forEach((rows, i) => {
      run.epochLoss += read.losses[i]! * rows;
      run.epochScore += read.scores[i]! * rows;
      run.epochRows += rows;
    });
  }

  private async validate(startedMs: number): Promise<void> {
    const points: RunPointsMessage[] = [];
    const runs = this.active;
    const rows = this.validationRows();
    const trainingMs = this.workedMs - startedMs;
    for (const [index, run] of runs.entries()) {
      const beganMs = this.workedMs;
      const breathe = async (done: number): Promise<void> => {
        this.validations = this.epoch - 1 + (index + done / Math.max(1, rows.length)) / runs.length;
        if (performance.now() - this.lastFlushMs >= FLUSH_EVERY_MS) this.emitPoints([]);
        await this.gate.breathe();
      };
      const result = await evaluate(this.model, this.loss, weightTensors(run.state), this.data, rows, breathe);
      const seconds = (trainingMs / runs.length + this.workedMs - beganMs) / 1000;
      points.push(this.epochPoint(run, result, seconds));
    }
    this.validations = this.epoch;
    this.emitPoints(points);
  }

  /**
   * The whole validation part; after an epoch cut short by `limitSteps`, evenly spread rows of it, no more than were trained in that epoch
   * (but a full evaluation batch): a try-out of two updates must not wait for 5,000 validation rows.
   */
  private validationRows(): Uint32Array {
    const { validation } = this.data.split;
    const stepsInEpoch = this.step - (this.epoch - 1) * this.epochSteps;
    if (stepsInEpoch >= this.epochSteps) return validation;
    const most = Math.max(EVALUATION_BATCH, stepsInEpoch * this.request.experiment.training.batchSize);
    const stride = Math.max(1, Math.ceil(validation.length / most));
    return validation.filter((_, index) => index % stride === 0);
  }

  private epochPoint(
    run: LiveRun,
    validation: { loss: number; score: number } | null,
    seconds: number,
  ): RunPointsMessage {
    const record: EpochRecord = {
      epoch: this.epoch,
      step: this.step,
      loss: finite(run.epochLoss / run.epochRows),
      valLoss: validation ? finite(validation.loss) : null,
      metrics: this.metrics(run.epochScore / run.epochRows),
      valMetrics: validation ? this.metrics(validation.score) : {},
      seconds,
    };
    run.epochLoss = run.epochScore = run.epochRows = 0;
    return { run: run.state.id, steps: [], epochs: [record] };
  }

  /** A mean absolute error is told in the units of the column, not in standard deviations. */
  private metrics(score: number): Record<string, number | null> {
    const unit = this.loss.metric === 'meanAbsoluteError' ? (this.data.preprocessing.target?.std ?? 1) : 1;
    return { [this.loss.metric]: finite(score * unit) };
  }

  private get workedMs(): number {
    return performance.now() - this.startedMs - this.gate.waitedMs;
  }

  private emitPoints(points: RunPointsMessage[]): void {
    const { epochs } = this.request.experiment.training;
    this.lastFlushMs = performance.now();
    this.emit({
      type: 'points',
      points,
      progress: {
        step: this.step,
        totalSteps: this.totalSteps,
        epoch: Math.min(this.epoch, epochs),
        epochs,
        fraction: this.fraction,
        remainingSeconds: this.remainingSeconds,
      },
    });
  }

  private get remainingSeconds(): number | null {
    const since = this.steadySince;
    if (!since) return null;
    const [seconds, share] = [(this.workedMs - since.workedMs) / 1000, this.fraction - since.fraction];
    return seconds < ESTIMATE_AFTER_SECONDS || share <= 0 ? null : (seconds * (1 - this.fraction)) / share;
  }

  /** Share of the work done; a validated row costs about a third of a trained one (forward pass only). */
  private get fraction(): number {
    const { batchSize } = this.request.experiment.training;
    const perValidation = this.data.split.validation.length / (3 * batchSize);
    const all = this.totalSteps + Math.ceil(this.totalSteps / this.epochSteps) * perValidation;
    return Math.min(1, (this.step + this.validations * perValidation) / all);
  }

  private async endAll(status: RunStatus, reason: RunReason | null): Promise<void> {
    for (const run of this.active) this.end(run, status, reason, joinWeights(await readWeights(run.state)));
  }

  private end(
    run: LiveRun,
    status: RunStatus,
    reason: RunReason | null,
    weights: Float32Array<ArrayBuffer> | null,
  ): void {
    this.release(run);
    this.emit({ type: 'runEnded', run: run.state.id, status, reason, weights });
  }

  private release(run: LiveRun): void {
    if (run.ended) return;
    run.ended = true;
    run.buffer.dispose();
    disposeRun(run.state);
  }
}

function finite(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}

/** Up to and with the first loss that is not a number; what was computed after it means nothing. */
function lossSeries(read: LossPoints, firstBad: number): StepValues {
  const losses = firstBad < 0 ? read.losses : read.losses.slice(0, firstBad + 1);
  return { series: 'loss', fromStep: read.fromStep, values: losses.map(finite) };
}

function divergedReason(state: RunState, step: number): RunReason {
  return { code: 'lossNotFinite', detail: { step, rate: state.learningRate(step - 1) } };
}
