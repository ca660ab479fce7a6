import type { RunCheckpoint } from '#shared/domain/checkpoint.ts';
import type { TrainingPlan } from '#shared/domain/experiment.ts';
import { stepsPerEpoch, stepsPlanned } from '#shared/domain/trainingSteps.ts';
import type { TrainingProgress } from './messages.ts';

/** Work done before an estimate of the rest is worth saying. */
const ESTIMATE_AFTER_SECONDS = 1;

/** How far a training is and how long the rest will take, from counts and a clock that leaves pauses out. */
export class ProgressMeter {
  readonly totalSteps: number;
  readonly epochSteps: number;
  private readonly plan: TrainingPlan;
  private readonly perValidation: number;
  private readonly workedMs: () => number;
  /** Epochs validated; a fraction while one is being validated. */
  private validations = 0;
  /** Where the runs make so many steps that nobody knows beforehand: the share of the gradients they may ask for. */
  private spent: (() => number) | null = null;
  private step = 0;
  private epoch = 0;
  /** Work and share done when the first update was over: what came before was compiling. */
  private steadySince: { workedMs: number; fraction: number } | null = null;

  constructor(plan: TrainingPlan, trainRows: number, validationRows: number, workedMs: () => number) {
    this.plan = plan;
    this.workedMs = workedMs;
    this.epochSteps = stepsPerEpoch(trainRows, plan.batchSize);
    this.totalSteps = stepsPlanned(trainRows, plan);
    // A validated row costs about a third of a trained one (forward pass only).
    this.perValidation = validationRows / (3 * plan.batchSize);
  }

  /** The epoch in which a run goes on, from 1: solvers' checkpoints count passes over the rows instead. */
  epochOf(checkpoint: Pick<RunCheckpoint, 'step' | 'batches'> | null | undefined): number {
    return checkpoint ? (checkpoint.step - checkpoint.batches) / this.epochSteps + 1 : 1;
  }

  /** A training that goes on has made these updates before. */
  startAt(step: number, epoch: number): void {
    [this.step, this.epoch, this.validations] = [step, epoch, epoch - 1];
  }

  /** Solvers are as far as the one of them that has the most gradients left. */
  countSpent(spent: () => number): void {
    this.spent = spent;
  }

  updated(step: number, epoch: number): void {
    this.step = step;
    this.epoch = epoch;
    this.steadySince ??= { workedMs: this.workedMs(), fraction: this.fraction };
  }

  validated(epochs: number): void {
    this.validations = epochs;
  }

  get progress(): TrainingProgress {
    const { epochs } = this.plan;
    return {
      step: this.step,
      totalSteps: this.totalSteps,
      epoch: Math.min(Math.max(1, this.epoch), epochs),
      epochs,
      fraction: this.fraction,
      remainingSeconds: this.remainingSeconds,
    };
  }

  private get remainingSeconds(): number | null {
    const since = this.steadySince;
    if (!since) return null;
    const [seconds, share] = [(this.workedMs() - since.workedMs) / 1000, this.fraction - since.fraction];
    return seconds < ESTIMATE_AFTER_SECONDS || share <= 0 ? null : (seconds * (1 - this.fraction)) / share;
  }

  private get fraction(): number {
    if (this.spent) return Math.min(1, this.spent());
    const all = this.totalSteps + Math.ceil(this.totalSteps / this.epochSteps) * this.perValidation;
    return Math.min(1, (this.step + this.validations * this.perValidation) / all);
  }
}
