import type { SmoothProblem } from '#shared/solvers/solver.ts';
import type { Vector } from '#shared/solvers/vector.ts';
import { allRows } from './allRows.ts';
import type { FlatWeights } from './flatWeights.ts';
import type { Masks } from './plan.ts';
import type { CpuSetup } from './run.ts';
import { curvatureOf } from './solverCurvature.ts';
import { Transcript } from './transcript.ts';
import type { LayerWeights } from './weightLayout.ts';

/** Means over all training rows at some weights. */
export interface Means {
  /** Without what large weights cost, so that it can be compared. */
  readonly loss: number;
  readonly score: number;
}

/** What a solver goes down: the mean loss over all training rows and what large weights cost, by the passes that train. */
export interface SolverObjective {
  readonly problem: SmoothProblem;
  /** Loss, score and gradient; kept for the vector that was asked for last. */
  at(theta: Vector): Means & { readonly value: number; readonly gradient: Vector };
  /** Lets work over the problem be left between two evaluations. */
  readonly transcript: Transcript;
  /** Without the gradient: the forward pass alone. */
  means(theta: Vector): Means;
}

/** Where an objective writes weights to compute with them. */
export interface Desk {
  readonly setup: CpuSetup;
  readonly flat: FlatWeights;
  readonly area: number;
  readonly weights: LayerWeights;
  readonly masks: Masks;
}

/** The objective of all training rows of a setup. */
export function solverObjective(desk: Desk): SolverObjective {
  const { setup, flat, area, weights, masks } = desk;
  const { plan, loss, scope, sums } = setup;
  let last: { theta: Vector; found: ReturnType<SolverObjective['at']> } | null = null;

  function pass(theta: Vector, gradient: Vector | null): Means {
    flat.write(area, theta);
    let [lossSum, scoreSum, count] = [0, 0, 0];
    for (const { x, targets, rows, share } of allRows(setup)) {
      const logits = plan.forward(x, weights, rows, masks);
      loss(logits, targets, gradient ? plan.logitsGradient : 0, sums, rows, plan.units);
      lossSum += scope.arena.f64[sums / 8]!;
      scoreSum += scope.arena.f64[sums / 8 + 1]!;
      count += rows;
      if (!gradient) continue;
      plan.backward(weights, rows, masks);
      flat.addTo(gradient, plan.gradients, share);
    }
    return { loss: lossSum / count, score: scoreSum / count };
  }

  function at(theta: Vector): ReturnType<SolverObjective['at']> {
    if (last?.theta === theta) return last.found;
    const gradient = new Float64Array(flat.size);
    const means = pass(theta, gradient);
    const found = { ...means, value: means.loss + addPenalties(desk, theta, gradient), gradient };
    last = { theta, found };
    return found;
  }

  const transcript = new Transcript();
  const isKnown = (theta: Vector): boolean => last?.theta === theta;
  const valueAt = (theta: Vector): number =>
    last?.theta === theta ? last.found.value : pass(theta, null).loss + addPenalties(desk, theta, null);
  const value = (theta: Vector): number => transcript.answer(() => Float64Array.of(valueAt(theta)), isKnown(theta))[0]!;
  const gradientAt = (theta: Vector): Vector => transcript.answer(() => at(theta).gradient, isKnown(theta));
  // A line search asks for both at every trial, and a value alone costs a third.
  const problem: SmoothProblem = { value, gradient: gradientAt, ...curvatureOf(desk, gradientAt, transcript) };
  return { problem, transcript, at, means: (theta) => pass(theta, null) };
}

/** What large weights cost, and its gradient added to that of the loss. */
function addPenalties({ setup, flat }: Desk, theta: Vector, gradient: Vector | null): number {
  const { penalties } = setup.plan.layout;
  let cost = 0;
  for (const { tensor, from, count } of flat.places) {
    const penalty = penalties[tensor];
    if (!penalty) continue;
    for (let i = from; i < from + count; i++) {
      const weight = theta[i]!;
      cost += penalty.l1 * Math.abs(weight) + penalty.l2 * weight * weight;
      if (gradient) gradient[i]! += penalty.l1 * Math.sign(weight) + 2 * penalty.l2 * weight;
    }
  }
  return cost;
}
