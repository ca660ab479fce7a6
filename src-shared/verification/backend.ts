import type { ClippingPlan } from '../domain/experiment.ts';
import type { ParamValues } from '../domain/params.ts';
import type { LossBatch, LossValue } from '../losses/loss.ts';
import type { UpdateRule } from '../optimizers/rule.ts';
import type { SmoothProblem } from '../solvers/solver.ts';
import type { ReferenceNetwork } from './network.ts';

/** What a reference file may be checked on: plain doubles, or an engine that trains. */
export const verifyBackends = ['float64', 'wasm', 'webgl'] as const;
export type VerifyBackendName = (typeof verifyBackends)[number];

/** Those that are engines, in float32. */
export type VerifyEngine = Exclude<VerifyBackendName, 'float64'>;

/** One parameter vector on its way under a rule. */
export interface RulePath {
  theta(): Promise<Float64Array>;
  /** Where the gradient of the next update is to be taken. */
  gradientPoint(learningRate: number): Promise<Float64Array>;
  update(gradient: Float64Array, learningRate: number): Promise<void>;
  dispose(): void;
}

/** Noted by a training at every update. */
export interface Recorded {
  readonly losses: readonly number[];
  readonly gradientNorms: readonly number[];
}

/** One training of a network under a rule; W1, b1, W2, b2 are one flat vector. */
export interface NetworkRun {
  weights(): Promise<Float64Array>;
  /** One update on these rows. */
  advance(rows: readonly number[], learningRate: number): Promise<void>;
  /** What the training noted by itself, where it was taken at the weights before each update; else null. */
  recorded(): Promise<Recorded | null>;
  dispose(): void;
}

export interface NetworkEvaluation {
  readonly loss: number;
  /** Share of the rows predicted right; null where nothing is classified. */
  readonly accuracy: number | null;
}

/** A reference network on a backend. */
export interface OpenNetwork {
  start(rule: UpdateRule, h: ParamValues): NetworkRun;
  /** Mean loss of these rows and its gradient. */
  gradient(
    theta: Float64Array,
    rows: readonly number[],
  ): Promise<{ readonly loss: number; readonly gradient: Float64Array }>;
  /** Over all rows. */
  evaluate(theta: Float64Array): Promise<NetworkEvaluation>;
  /** All rows as one smooth function, for solvers. */
  smooth(): SmoothProblem;
  dispose(): void;
}

/** What a reference file is checked on. Everything it does not offer is arithmetic that all backends share. */
export interface VerifyBackend {
  readonly precision: 'float64' | 'float32';
  startRule(rule: UpdateRule, h: ParamValues, theta: Float64Array): RulePath;
  clip(gradients: readonly Float64Array[], plan: ClippingPlan): Promise<readonly Float64Array[]>;
  /** A loss that `losses/index.ts` knows. */
  loss(id: string, batch: LossBatch): Promise<LossValue>;
  /** Null for a network it cannot train. */
  openNetwork(network: ReferenceNetwork): OpenNetwork | null;
}
