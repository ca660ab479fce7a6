import type { PreparedData } from '#shared/preprocessing/preparedData.ts';
import type { ParamValues } from '#shared/domain/params.ts';
import type { Evaluation, ExecutorRun, ParameterSnapshot, RunStart, UpdatePoints } from '../executor.ts';
import type { ArenaScope } from './arenaScope.ts';
import type { CpuBatch } from './batch.ts';
import { clipper, type Clip } from './clipping.ts';
import { evaluateRows } from './evaluation.ts';
import type { Kernels } from './kernels.ts';
import type { CpuLoss } from './losses.ts';
import { Parameters } from './parameters.ts';
import type { CpuPlan } from './plan.ts';
import { UpdateList } from './updateList.ts';
import { updateMeter, type UpdateMeter } from './updateMeter.ts';

/** What all runs of an executor share. */
export interface CpuSetup {
  readonly kernels: Kernels;
  readonly scope: ArenaScope;
  readonly plan: CpuPlan;
  readonly loss: CpuLoss;
  /** The same loss in doubles: its id and what differs from its defaults. */
  readonly lossId: string;
  readonly lossParams: ParamValues;
  /** Most rows of one pass in training. */
  readonly batchRows: number;
  readonly data: PreparedData;
  /** Address of two float64: Σ loss and Σ score of the last pass. */
  readonly sums: number;
}

/** One contender with one seed. Owns its weights and slots; end it with `dispose`. */
export class CpuRun implements ExecutorRun<CpuBatch> {
  readonly id: string;
  private readonly setup: CpuSetup;
  private readonly parameters: Parameters;
  private readonly clip: Clip | null;
  private readonly updates: UpdateList;
  private readonly meter: UpdateMeter;

  constructor(setup: CpuSetup, start: RunStart) {
    const { kernels, scope, plan } = setup;
    this.id = start.id;
    this.setup = setup;
    this.parameters = new Parameters(scope, kernels.memory, plan.layout, start.contender, start);
    this.clip = start.clipping ? clipper(kernels, plan.gradients, plan.layout, start.clipping) : null;
    this.meter = updateMeter({ kernels, plan, arena: scope.arena, parameters: this.parameters }, start.probes ?? []);
    this.updates = new UpdateList(this.meter.width);
  }

  advance(batch: CpuBatch, update: number, learningRate: number): void {
    this.assertAlive();
    const { plan, scope, loss, sums } = this.setup;
    const { parameters, meter } = this;
    const { rows, masks } = batch;
    parameters.prepare(learningRate);
    const logits = plan.forward(batch.x, parameters.points, rows, masks);
    loss(logits, batch.targets, plan.logitsGradient, sums, rows, plan.units);
    plan.backward(parameters.points, rows, masks);
    this.addPenalties();
    const { f64 } = scope.arena;
    const { values, at } = this.updates.add(update, f64[sums / 8]! / rows, f64[sums / 8 + 1]! / rows, rows);
    meter.gradients(values, at);
    this.clip?.(values, at);
    meter.update(values, at, learningRate);
  }

  flush(): Promise<UpdatePoints | null> {
    return Promise.resolve(this.updates.flush());
  }

  evaluate(rows: Uint32Array, breathe: (doneRows: number) => Promise<void>): Promise<Evaluation | null> {
    const alive = (done: number): Promise<void> => breathe(done).then(() => this.assertAlive());
    return evaluateRows(this.setup, this.parameters.weights, rows, alive);
  }

  readWeights(): Promise<Float32Array[]> {
    return Promise.resolve(this.parameters.read());
  }

  snapshot(): Promise<ParameterSnapshot[]> {
    return Promise.resolve(this.parameters.snapshot());
  }

  dispose(): void {
    this.parameters.dispose();
  }

  /** Adds to the gradients what penalties on weights do there. The loss that is told leaves them out, so that it can be compared. */
  private addPenalties(): void {
    const { kernels, plan } = this.setup;
    const { penalties, offsets, counts } = plan.layout;
    if (!penalties.some((penalty) => penalty)) return;
    const points = this.parameters.points.flat();
    penalties.forEach((penalty, i) => {
      if (penalty) kernels.addPenalty(points[i]!, plan.gradients + offsets[i]!, counts[i]!, penalty.l1, penalty.l2);
    });
  }

  /** Its memory may be another's by now: a defect must not write there. */
  private assertAlive(): void {
    if (!this.parameters.alive) throw new Error(`run ${this.id} has ended`);
  }
}
