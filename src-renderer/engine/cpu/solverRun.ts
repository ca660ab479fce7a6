import { withDefaults } from '#shared/domain/params.ts';
import { StudioError } from '#shared/result.ts';
import { solverById } from '#shared/solvers/index.ts';
import type { Solver, SolverState } from '#shared/solvers/solver.ts';
import { dot, type Vector } from '#shared/solvers/vector.ts';
import { changeAt, measureCount } from '../measures.ts';
import type { Evaluation, ExecutorRun, ParameterSnapshot, RunEnd, RunStart, UpdatePoints } from '../executor.ts';
import type { CpuBatch } from './batch.ts';
import { evaluateRows } from './evaluation.ts';
import { flatWeights, type FlatWeights } from './flatWeights.ts';
import type { CpuSetup } from './run.ts';
import { solverObjective, type Means, type SolverObjective } from './solverObjective.ts';
import { roundedState, stateOf, stateSnapshots } from './solverSnapshot.ts';
import { UpdateList } from './updateList.ts';
import type { LayerWeights } from './weightLayout.ts';

/** Beside the measures of every update: gradients asked for, and the step length. */
const FURTHER = 2;

/** A step may take seconds: messages are let in so often meanwhile. */
const SLICE_MS = 30;

interface Found {
  readonly here: Means & { readonly gradient: Vector };
  readonly after: SolverState<unknown>;
}

/** One contender with one seed whose optimizer is a solver: every update is one of its steps over all training rows. End it with `dispose`. */
export class SolverRun implements ExecutorRun<CpuBatch> {
  readonly id: string;
  private readonly setup: CpuSetup;
  private readonly solver: Solver;
  private readonly params: Parameters<Solver['start']>[1];
  private readonly budget: number;
  private readonly area: number;
  private readonly weights: LayerWeights;
  private readonly flat: FlatWeights;
  private readonly objective: SolverObjective;
  private readonly updates: UpdateList;
  private state: SolverState<unknown>;
  private made: number;
  /** Loss and gradient where it stands, once they are asked for: however often the next step is begun anew. */
  private here: Found['here'] | null = null;
  /** The next step, once it is prepared. */
  private found: Found | null = null;
  private disposed = false;

  constructor(setup: CpuSetup, { id, contender, weights, snapshot, budget = Infinity }: RunStart) {
    const { scope, plan } = setup;
    const solver = solverById(contender.optimizer);
    if (!solver) throw new StudioError('optimizerUnknown', { value: contender.optimizer, known: '–' });
    [this.id, this.setup, this.solver, this.budget] = [id, setup, solver, budget];
    this.params = withDefaults(solver.params, contender.params);
    this.flat = flatWeights(scope.arena, plan.layout);
    this.area = this.placed(snapshot?.map(({ theta }) => theta) ?? weights);
    this.weights = plan.layout.byLayer(this.area);
    const { places } = this.flat;
    const trained = snapshot && places.map(({ tensor }) => snapshot[tensor]!);
    this.state = trained
      ? stateOf(id, solver, this.params, trained, this.flat)
      : solver.start(this.flat.read(this.area), this.params);
    this.made = trained?.[0]?.updates ?? 0;
    const masks = plan.masks(0, 0);
    this.objective = solverObjective({ setup, flat: this.flat, area: this.area, weights: this.weights, masks });
    this.updates = new UpdateList(measureCount(places.length, 0) + FURTHER);
  }

  get end(): RunEnd | null {
    if (this.state.done) return 'converged';
    return this.state.gradientEvaluations >= this.budget ? 'spent' : null;
  }

  /**
   * Finds the next step, with a break after so many milliseconds, in which the run stands where it stood before. `breathe` may throw to end it, or end the
   * run: then nothing was done.
   */
  async prepare(breathe: () => Promise<void>, sliceMs = SLICE_MS): Promise<void> {
    while (!this.disposed && !this.found) {
      this.found = this.objective.transcript.attempt(() => this.find(), performance.now() + sliceMs);
      this.flat.write(this.area, this.state.theta);
      if (!this.found) await breathe();
    }
  }

  /** One step. The batch and the rate are those of update rules: a solver sees all rows and finds its own step length. */
  advance(batch: CpuBatch, update: number): void {
    this.assertAlive();
    const { here, after } = this.found ?? this.find();
    const { theta } = this.state;
    [this.here, this.found, this.state] = [null, null, after];
    this.made += 1;
    const { values, at } = this.updates.add(update, here.loss, here.score, batch.rows);
    this.measure(values, at, here.gradient, theta);
    this.flat.write(this.area, this.state.theta);
  }

  flush(): Promise<UpdatePoints | null> {
    const read = this.updates.flush();
    if (!read) return Promise.resolve(null);
    const [evaluations, stepLengths] = read.measures.slice(-FURTHER) as [number[], number[]];
    return Promise.resolve({ ...read, measures: read.measures.slice(0, -FURTHER), evaluations, stepLengths });
  }

  evaluate(rows: Uint32Array, breathe: (doneRows: number) => Promise<void>): Promise<Evaluation | null> {
    const alive = (done: number): Promise<void> => breathe(done).then(() => this.assertAlive());
    return evaluateRows(this.setup, this.weights, rows, alive);
  }

  readWeights(): Promise<Float32Array[]> {
    const { counts, offsets } = this.setup.plan.layout;
    return Promise.resolve(counts.map((count, i) => this.setup.scope.arena.read(this.area + offsets[i]!, count)));
  }

  async snapshot(): Promise<ParameterSnapshot[]> {
    const all = (await this.readWeights()).map((theta): ParameterSnapshot => ({ theta, slots: {}, updates: 0 }));
    const trained = stateSnapshots(this.solver, this.state, this.flat, this.made);
    this.flat.places.forEach(({ tensor }, i) => (all[tensor] = trained[i]!));
    return all;
  }

  dispose(): void {
    if (this.disposed) return;
    this.disposed = true;
    this.setup.scope.release(this.area);
  }

  private placed(weights: readonly Float32Array[]): number {
    const { scope, plan } = this.setup;
    const { bytes, counts, offsets } = plan.layout;
    if (weights.length !== counts.length || weights.some(({ length }, i) => length !== counts[i]))
      throw new StudioError('snapshotMismatch', { name: this.id });
    const area = scope.take(bytes);
    scope.arena.floats(area, bytes / 4).fill(0);
    weights.forEach((values, i) => scope.arena.write(area + offsets[i]!, values));
    return area;
  }

  /** Loss and gradient where it stands, and where it stands after the next step. */
  private find(): Found {
    const here = (this.here ??= this.measuredHere());
    return { here, after: this.next(this.state) };
  }

  private measuredHere(): Found['here'] {
    const { known, theta } = this.state;
    return known ? { ...this.objective.means(theta), gradient: known.gradient } : this.objective.at(theta);
  }

  /** A step that would ask for more gradients than are left is not taken: they are used up, and nobody may have more than the others. */
  private next(before: SolverState<unknown>): SolverState<unknown> {
    const after = this.solver.step(this.objective.problem, before, this.params);
    if (after.gradientEvaluations <= this.budget) return roundedState(this.solver, after);
    return { ...before, gradientEvaluations: this.budget, stepLength: 0 };
  }

  private measure(row: Float64Array, at: number, gradient: Vector, before: Vector): void {
    const { places } = this.flat;
    const { theta, gradientEvaluations, stepLength } = this.state;
    places.forEach(({ from, count }, i) => {
      const own = gradient.subarray(from, from + count);
      row[at + i] = dot(own, own);
    });
    const change = at + changeAt(places.length);
    row[change] = theta.reduce((sum, value, i) => sum + (value - before[i]!) ** 2, 0);
    row[change + 1] = dot(before, before);
    row[change + 2] = gradientEvaluations;
    row[change + 3] = stepLength ?? 0;
  }

  /** Its memory may be another's by now: a defect must not write there. */
  private assertAlive(): void {
    if (this.disposed || this.setup.scope.ended) throw new Error(`run ${this.id} has ended`);
  }
}
