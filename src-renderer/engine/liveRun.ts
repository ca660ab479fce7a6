import type { RunCheckpoint } from '#shared/domain/checkpoint.ts';
import { withDefaults } from '#shared/domain/params.ts';
import type { EpochRecord, RunReason, StepValues } from '#shared/domain/run.ts';
import { ownRateAt, withRateChange, type RateChange, type RunEvent } from '#shared/domain/runEvent.ts';
import { isOptimizer, optimizer } from '#shared/optimizers/index.ts';
import { solves } from '#shared/training/solving.ts';
import { convergedReason } from '#shared/training/kept.ts';
import type { Contender, TrainingPlan } from '#shared/domain/experiment.ts';
import type { EpochMetrics } from './epochMetrics.ts';
import { earlyStopper, type EarlyStopper, type RunEnding } from './earlyStopper.ts';
import type { Batch, Evaluation, ExecutorRun, UpdatePoints } from './executor.ts';
import { learningRateOf, type LearningRate } from './learningRates.ts';
import type { RunRequest } from './messages.ts';
import { finite, type UpdateSeries } from './updateSeries.ts';

/** What of an epoch's end is not the run's own. */
export interface EpochEnd {
  readonly epoch: number;
  readonly step: number;
  readonly seconds: number;
  /** Of this, what went into measuring. */
  readonly measuringSeconds: number;
  readonly validation: Evaluation | null;
  /** The fixed training rows, without dropout. */
  readonly trained: Evaluation | null;
  readonly valMetrics: EpochRecord['metrics'];
  readonly trainMetrics: EpochRecord['metrics'];
  /** Gives the mean score of what was trained its name and unit. */
  readonly metrics: EpochMetrics['ofScore'];
}

/** The end of an epoch that was cut short. */
export const notMeasured = {
  validation: null,
  trained: null,
  valMetrics: {},
  trainMetrics: {},
  measuringSeconds: 0,
} as const;

/** What a run begins with besides its tensors. */
export interface RunBegin {
  readonly initialWeightsHash: string;
  readonly series: UpdateSeries;
  /** The epoch it is in, counted as the trainer does: from 1, each with all its updates. */
  readonly epoch: number;
  /** Null: from the start. */
  readonly checkpoint: RunCheckpoint | null;
  /** Changes of its rate that are known to come, or were made before the checkpoint. */
  readonly rates: readonly RateChange[];
}

/** Where a run stands, as far as only the trainer knows. */
export type RunPosition = Pick<
  RunCheckpoint,
  'seed' | 'step' | 'epoch' | 'batches' | 'orderHash' | 'maskHash' | 'seconds'
>;

/** A run in training, with what is still to be told of it. */
export class LiveRun {
  readonly id: string;
  readonly device: ExecutorRun;
  readonly initialWeightsHash: string;
  /** Where it began: zero updates and epoch 1, or where its checkpoint was taken. */
  readonly from: { readonly step: number; readonly epoch: number };
  ended = false;
  private readonly ownRate: number;
  /** Its optimizer is a solver: each update is a step over all rows that may ask for several gradients. */
  private readonly solves: boolean;
  private readonly rate: LearningRate;
  private readonly stopper: EarlyStopper | null;
  private readonly series: UpdateSeries;
  /** Of the updates that wait on the device. */
  private learningRates: number[] = [];
  /** Gradients computed by the updates that were told. */
  private evaluations: number;
  private epochLoss = 0;
  private epochScore = 0;
  private epochRows = 0;
  /** Seconds of the epoch before the checkpoint. */
  private earlierSeconds = 0;

  constructor({ id, contender }: RunRequest, plan: TrainingPlan, device: ExecutorRun, begin: RunBegin) {
    this.id = id;
    this.device = device;
    this.initialWeightsHash = begin.initialWeightsHash;
    this.series = begin.series;
    const { checkpoint } = begin;
    this.evaluations = checkpoint?.evaluations ?? checkpoint?.step ?? 0;
    this.from = { step: checkpoint?.step ?? 0, epoch: begin.epoch };
    const ownRate = ownRateOf(contender);
    [this.ownRate, this.solves] = [ownRate, solves(contender)];
    const changes = [...(checkpoint?.rates ?? []), ...begin.rates].reduce(withRateChange, []);
    this.rate = learningRateOf(ownRate, plan.schedule, {
      step: this.from.step,
      memory: checkpoint?.plateau ?? null,
      changes,
    });
    const { earlyStopping } = plan;
    this.stopper = earlyStopping ? earlyStopper(earlyStopping, () => device.readWeights(), checkpoint?.stopping) : null;
    if (checkpoint) this.restore(checkpoint);
  }

  /** True while others train updates that this run has made already. */
  isAheadOf(step: number): boolean {
    return this.from.step > step;
  }

  get gradientsAsked(): number {
    return this.evaluations;
  }

  /** True where the epoch so far has rows to tell of. */
  get hasEpochRows(): boolean {
    return this.epochRows > 0;
  }

  /** Everything needed to go on from here; what waits on the device must have been flushed. */
  async checkpoint({ seconds, ...position }: RunPosition): Promise<RunCheckpoint> {
    return {
      ...position,
      epoch: this.epochKept(position),
      run: this.id,
      initialWeightsHash: this.initialWeightsHash,
      evaluations: this.evaluations,
      sums: { loss: this.epochLoss, score: this.epochScore, rows: this.epochRows },
      seconds: this.earlierSeconds + seconds,
      plateau: this.rate.memory,
      rates: this.rate.changes,
      stopping: this.stopper?.memory ?? null,
      parameters: await this.device.snapshot(),
    };
  }

  /** The rate of update number `update`, from 1. */
  learningRate(update: number): number {
    return this.rate.at(update);
  }

  /** Makes update number `update`, from 1. */
  advance(batch: Batch, update: number): void {
    const learningRate = this.learningRate(update);
    this.learningRates.push(learningRate);
    this.device.advance(batch, update, learningRate);
  }

  /** Another rate of its own from this update on, or from the first that it has not made; what to keep of it. */
  changeRate(update: number, rate: number): RunEvent {
    const step = Math.max(update, this.from.step + 1);
    const before = ownRateAt(this.ownRate, this.rate.changes, step - 1);
    this.rate.change({ step, rate });
    return { kind: 'learningRate', step, detail: { rate, before } };
  }

  /** The gradients of a solver that has used so many are as many passes over the rows: that is what its epochs count. */
  private epochKept({ epoch, batches }: Omit<RunPosition, 'seconds'>): number {
    return this.solves ? this.evaluations + 1 - batches : epoch;
  }

  /** Lets the rate and early stopping see the end of an epoch; true where the run is to end here. */
  async observe(validation: Evaluation | null): Promise<boolean> {
    if (this.device.end) return true;
    if (validation === null) return false;
    this.rate.observe(validation.loss);
    await this.stopper?.observe(validation.loss);
    return this.stopper?.stopped ?? false;
  }

  /** What the run ends with when it has trained enough. */
  async ending(): Promise<RunEnding> {
    if (this.stopper) return this.stopper.ending();
    const weights = await this.device.readWeights();
    return { reason: this.device.end === 'converged' ? convergedReason(this.evaluations) : null, weights };
  }

  /** Reads what waits on the device; `badStep` is the first update whose loss is not a number, `lastStep` the last one told. */
  async flush(): Promise<{ series: StepValues[]; lastStep: number; badStep: number | null } | null> {
    const read = await this.device.flush();
    if (!read) return null;
    this.account(read);
    const { fromStep, losses } = read;
    const bad = losses.findIndex((loss) => !Number.isFinite(loss));
    const count = bad < 0 ? losses.length : bad + 1;
    const evaluations = read.evaluations ?? losses.map((_, i) => this.evaluations + i + 1);
    const planned = this.learningRates.splice(0, losses.length);
    const learningRates = read.stepLengths ?? planned;
    this.evaluations = evaluations.at(-1)!;
    const series = this.series.of(read, { learningRates, evaluations }, count);
    return { series, lastStep: fromStep + count - 1, badStep: bad < 0 ? null : fromStep + bad };
  }

  /** The epoch in numbers; counting begins anew. */
  endEpoch({ epoch, step, seconds, measuringSeconds, validation, trained, ...of }: EpochEnd): EpochRecord {
    const record: EpochRecord = {
      epoch: this.solves ? this.evaluations : epoch,
      step,
      loss: finite(this.epochLoss / this.epochRows),
      valLoss: validation ? finite(validation.loss) : null,
      metrics: of.metrics(this.epochScore / this.epochRows),
      valMetrics: of.valMetrics,
      trainLoss: trained ? finite(trained.loss) : null,
      trainMetrics: of.trainMetrics,
      seconds: this.earlierSeconds + seconds,
      samplesPerSecond: finite(this.epochRows / (this.earlierSeconds + seconds - measuringSeconds)),
    };
    this.epochLoss = this.epochScore = this.epochRows = this.earlierSeconds = 0;
    return record;
  }

  divergedReason(step: number): RunReason {
    if (this.solves) return { code: 'solverNotFinite', detail: { step } };
    // Nothing was updated before the first loss: no rate can be the reason.
    if (step === 1) return { code: 'lossNotFiniteAtStart', detail: { step } };
    return { code: 'lossNotFinite', detail: { step, rate: this.learningRate(step) } };
  }

  release(): void {
    if (this.ended) return;
    this.ended = true;
    this.device.dispose();
  }

  private restore({ sums, seconds }: RunCheckpoint): void {
    [this.epochLoss, this.epochScore, this.epochRows] = [sums.loss, sums.score, sums.rows];
    this.earlierSeconds = seconds;
  }

  private account(read: UpdatePoints): void {
    read.rows.forEach((rows, i) => {
      this.epochLoss += read.losses[i]! * rows;
      this.epochScore += read.scores[i]! * rows;
      this.epochRows += rows;
    });
  }
}

/** The share of its gradients that the run with the most left has asked for; 1 where none goes on. */
export function leastSpent(runs: readonly LiveRun[], budget: number): number {
  return Math.min(1, ...runs.map(({ gradientsAsked }) => gradientsAsked / budget));
}

/** The rate a contender was given; a solver finds its own step lengths, as shares of 1. */
function ownRateOf({ optimizer: id, params }: Contender): number {
  return isOptimizer(id) ? Number(withDefaults(optimizer(id).params, params).learningRate) : 1;
}
