import type { Contender, TrainingPlan } from '../domain/experiment.ts';
import type { ModelCheck } from '../domain/modelCheck.ts';
import { trainedValues } from '../domain/trained.ts';
import { withDefaults } from '../domain/params.ts';
import { randomStrength } from '../layers/randomStrength.ts';
import { solverById } from '../solvers/index.ts';

/** A solver takes all training rows for each step; more than any batch may have. */
export const ALL_ROWS = 1_000_000;

/** What a solver has no use for: it sees all rows, finds its own step lengths, and ends by itself. */
export const notForSolvers = ['batchSize', 'schedule', 'clipping', 'earlyStopping'] as const;

/** True for a contender whose optimizer is a solver. */
export function solves({ optimizer }: Pick<Contender, 'optimizer'>): boolean {
  return solverById(optimizer) !== null;
}

/**
 * The plan as a solver follows it. An epoch is a pass over the training rows, and so is each of its gradients: `epochs` is the number of
 * gradients it may ask for, so that it does as much work as the others.
 */
export function solverPlan(plan: TrainingPlan): TrainingPlan {
  return { ...plan, batchSize: ALL_ROWS, schedule: null, clipping: null, earlyStopping: null };
}

/** Why a contender's solver cannot train; `code` is a key under `errors.` and `readiness.` in the locale files. */
export interface SolverProblem {
  readonly code: 'solverLayer' | 'solverParameters' | 'solverRows';
  readonly detail: Readonly<Record<string, string | number>>;
}

/**
 * What keeps a solver from training this model on so many rows; null for update rules, and where nothing does. A solver needs the same
 * function at every trial: nothing random, no statistics of the batch.
 */
export function solverProblem(contender: Contender, check: ModelCheck, trainRows: number): SolverProblem | null {
  const solver = solverById(contender.optimizer);
  if (!solver) return null;
  const { name } = contender;
  const moving = check.rows.find(
    ({ node, weights }) => randomStrength(node.params) > 0 || weights.some(({ isState }) => isState === true),
  );
  if (moving) return { code: 'solverLayer', detail: { name, layer: moving.node.id } };
  const limit = solver.mostParameters(withDefaults(solver.params, contender.params));
  const count = trainedValues(check.rows);
  if (count > limit) return { code: 'solverParameters', detail: { name, count, limit } };
  if (trainRows > ALL_ROWS) return { code: 'solverRows', detail: { name, count: trainRows, limit: ALL_ROWS } };
  return null;
}
