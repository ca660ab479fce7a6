import * as tf from '@tensorflow/tfjs';
import type { ParamValues } from '#shared/domain/params.ts';
import { withDefaults } from '#shared/domain/params.ts';
import type { Contender, TrainingPlan } from '#shared/domain/experiment.ts';
import { optimizer } from '#shared/optimizers/index.ts';
import type { UpdateRule } from '#shared/optimizers/rule.ts';
import { applyUpdate, gradientPoint, initialSlots, type RuleState } from '#shared/optimizers/step.ts';
import { rateShare } from '#shared/schedules/share.ts';
import { clipTensors } from './clipping.ts';
import type { TensorLoss } from './losses/tensorLoss.ts';
import type { Masks, Model } from './model.ts';
import { tensorAlgebra } from './tensorAlgebra.ts';
import { fuseUpdate } from './webgl/fusedUpdate.ts';

/** One contender on its way with one seed: rule, weights and slots on the device. Owns its tensors; end it with `disposeRun`. */
export interface RunState {
  readonly id: string;
  readonly rule: UpdateRule;
  readonly h: ParamValues;
  /** The rate of 0-based update k: the contender's own, times the schedule's share. */
  readonly learningRate: (k: number) => number;
  /** Shortens the gradients of one update; null leaves them. */
  readonly clip: ((gradients: tf.Tensor[]) => tf.Tensor[]) | null;
  /** The rule on one weight tensor: fused programs on WebGL, TF.js operations elsewhere. */
  readonly update: (state: RuleState<tf.Tensor>, grad: tf.Tensor, learningRate: number) => RuleState<tf.Tensor>;
  /** One rule state per weight tensor. */
  params: readonly RuleState<tf.Tensor>[];
}

/** The rows of one update, the same for every contender of a seed. */
export interface Batch {
  readonly x: tf.Tensor;
  readonly y: tf.Tensor1D;
  readonly masks: Masks;
  readonly rows: number;
}

/** What an update leaves behind on the device; the caller disposes both. */
export type UpdateResult = {
  readonly loss: tf.Scalar;
  readonly score: tf.Scalar;
};

/** Puts a contender on the line with these start weights. */
export function createRun(
  id: string,
  contender: Contender,
  weights: readonly Float32Array[],
  model: Model,
  plan: Pick<TrainingPlan, 'schedule' | 'clipping'> = {},
): RunState {
  const rule = optimizer(contender.optimizer);
  const h = withDefaults(rule.params, contender.params) as ParamValues;
  const params = weights.map((values, i) => {
    const shape = [...model.weightShapes[i]!];
    const theta = tf.tensor(values, shape);
    return { theta, slots: initialSlots<tf.Tensor>(rule, h, (value) => tf.fill(shape, value), theta), updates: 0 };
  });
  const { schedule, clipping } = plan;
  const learningRate = (k: number): number => Number(h.learningRate) * rateShare(schedule, k);
  const clip = clipping ? (gradients: tf.Tensor[]) => clipTensors(gradients, clipping) : null;
  return { id, rule, h, learningRate, clip, update: updateOf(rule, h), params };
}

function updateOf(rule: UpdateRule, h: ParamValues): RunState['update'] {
  const fused = tf.getBackend() === 'webgl' ? fuseUpdate(rule, h) : null;
  return fused ?? ((state, grad, learningRate) => applyUpdate(tensorAlgebra, rule, h, state, grad, learningRate));
}

/** One update: gradient of the batch's mean loss, then the rule on every weight. No readback. */
export function advance(run: RunState, model: Model, loss: TensorLoss, batch: Batch): UpdateResult {
  const before = run.params;
  const result = tf.tidy(() => {
    const { after, ...kept } = computeUpdate(run, model, loss, batch);
    run.params = after;
    for (const tensor of [...after.flatMap(stateTensors), kept.loss, kept.score]) tf.keep(tensor);
    return kept;
  }) as UpdateResult;
  const alive = new Set(run.params.flatMap(stateTensors));
  for (const tensor of before.flatMap(stateTensors)) if (!alive.has(tensor)) tensor.dispose();
  return result;
}

function computeUpdate(
  run: RunState,
  model: Model,
  loss: TensorLoss,
  batch: Batch,
): UpdateResult & { after: RunState['params'] } {
  const { rule, h, params } = run;
  const learningRate = run.learningRate(params[0]?.updates ?? 0);
  const points = params.map((state) => gradientPoint(tensorAlgebra, rule, h, state, learningRate) as tf.Tensor);
  const scores: tf.Scalar[] = [];
  const { value, grads } = tf.valueAndGrads((...weights: tf.Tensor[]) => {
    const logits = model.logits(batch.x, weights, batch.masks) as tf.Tensor2D;
    // Kept by hand: the gradient scope would free it, and a second forward pass would cost as much again.
    scores.push(tf.keep(loss.score(logits, batch.y)));
    return loss.loss(logits, batch.y);
  })(points);
  const gradients = run.clip ? run.clip(grads) : grads;
  const after = params.map((state, i) => run.update(state, gradients[i]!, learningRate));
  return { loss: value as tf.Scalar, score: scores[0]!, after };
}

function stateTensors(state: RuleState<tf.Tensor>): tf.Tensor[] {
  return [state.theta, ...Object.values(state.slots)].filter((term) => typeof term !== 'number');
}

/** The weights on the device, in layer order. Still owned by the run. */
export function weightTensors(run: RunState): tf.Tensor[] {
  return run.params.map((state) => state.theta as tf.Tensor);
}

/** Reads the weights back. */
export async function readWeights(run: RunState): Promise<Float32Array[]> {
  const values = await Promise.all(weightTensors(run).map((tensor) => tensor.data()));
  return values.map((value) => Float32Array.from(value));
}

export function disposeRun(run: RunState): void {
  tf.dispose(run.params.flatMap(stateTensors));
  run.params = [];
}
