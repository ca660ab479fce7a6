import * as tf from '@tensorflow/tfjs';
import type { ParamValues } from '#shared/domain/params.ts';
import type { Penalty } from '#shared/domain/penalty.ts';
import { withDefaults } from '#shared/domain/params.ts';
import { optimizer } from '#shared/optimizers/index.ts';
import type { UpdateRule } from '#shared/optimizers/rule.ts';
import { applyUpdate, gradientPoint, initialSlots, type RuleState } from '#shared/optimizers/step.ts';
import { putOnDevice } from '../backend.ts';
import { clipTensors } from '../clipping.ts';
import type { ParameterSnapshot, RunStart } from '../executor.ts';
import type { Masks, Model, TrainingPass } from '../model.ts';
import { tensorAlgebra } from '../tensorAlgebra.ts';
import { fuseUpdate } from './fusedUpdate.ts';
import type { LossMeans } from './lossOnDevice.ts';
import { hasPackedPrograms } from './programs/packed.ts';
import { updateSums, type UpdateSums } from './updateSums.ts';

/** One contender on its way with one seed: rule, weights and slots on the device. Owns its tensors; end it with `disposeRun`. */
export interface RunState {
  readonly id: string;
  readonly rule: UpdateRule;
  readonly h: ParamValues;
  /** Shortens the gradients of one update; null leaves them. */
  readonly clip: ((gradients: tf.Tensor[]) => tf.Tensor[]) | null;
  /** The rule on one weight tensor: fused programs on WebGL, TF.js operations elsewhere. */
  readonly update: (state: RuleState<tf.Tensor>, grad: tf.Tensor, learningRate: number) => RuleState<tf.Tensor>;
  /** Measures an update. */
  readonly sums: UpdateSums;
  /** One rule state per weight tensor. */
  params: readonly RuleState<tf.Tensor>[];
}

/** The rows of one update, the same for every contender of a seed. */
export interface TensorBatch {
  readonly x: tf.Tensor;
  readonly y: tf.Tensor1D;
  readonly masks: Masks;
  readonly tokenPlaces: tf.Tensor | null;
  readonly rows: number;
}

/** What an update leaves behind on the device; the caller disposes all. */
export type UpdateResult = {
  /** Mean loss and mean score, [1, 2]. */
  readonly means: tf.Tensor2D;
  /** See `updateSums`. */
  readonly sums: tf.Tensor2D;
};

/** Puts a contender on the line with these start weights. */
export function createRun(start: RunStart, model: Pick<Model, 'weightShapes' | 'trained'>): RunState {
  const { id, contender, clipping } = start;
  const rule = optimizer(contender.optimizer);
  const h = withDefaults(rule.params, contender.params) as ParamValues;
  const params = model.weightShapes.map((shape, i) =>
    start.snapshot
      ? restored(start.snapshot[i]!, shape)
      : model.trained[i]
        ? fresh(rule, h, start.weights[i]!, shape)
        : restored({ theta: start.weights[i]!, slots: {}, updates: 0 }, shape),
  );
  const clip = clipping ? (gradients: tf.Tensor[]) => clipTensors(gradients, clipping) : null;
  const sums = updateSums(
    model.weightShapes.filter((_, i) => model.trained[i]),
    start.probes ?? [],
  );
  return { id, rule, h, clip, update: updateOf(rule, h), sums, params };
}

function fresh(rule: UpdateRule, h: ParamValues, values: Float32Array, shape: readonly number[]): RuleState<tf.Tensor> {
  const theta = tf.tensor(values, [...shape]);
  const filled = (value: number): tf.Tensor => tf.fill([...shape], value);
  return { theta, slots: initialSlots<tf.Tensor>(rule, h, filled, theta), updates: 0 };
}

function restored({ theta, slots, updates }: ParameterSnapshot, shape: readonly number[]): RuleState<tf.Tensor> {
  const upload = (value: Float32Array | number): tf.Tensor | number =>
    typeof value === 'number' ? value : putOnDevice(tf.tensor(value, [...shape]));
  const own = Object.entries(slots).map(([name, value]) => [name, upload(value)] as const);
  return { theta: upload(theta), slots: Object.fromEntries(own), updates };
}

function updateOf(rule: UpdateRule, h: ParamValues): RunState['update'] {
  const fused = hasPackedPrograms() ? fuseUpdate(rule, h) : null;
  return fused ?? ((state, grad, learningRate) => applyUpdate(tensorAlgebra, rule, h, state, grad, learningRate));
}

/** One update: gradient of the batch's mean loss, then the rule on every weight. No readback. */
export function advance(
  run: RunState,
  model: Model,
  means: LossMeans,
  batch: TensorBatch,
  learningRate: number,
): UpdateResult {
  return replaceParams(run, () => computeUpdate(run, model, means, batch, learningRate));
}

/**
 * Puts the states that `compute` makes in the place of the run's own and frees those. What it leaves besides is kept for the caller to dispose;
 * everything else it makes is freed.
 */
export function replaceParams<K extends Readonly<Record<string, tf.Tensor>>>(
  run: RunState,
  compute: () => { readonly after: RunState['params']; readonly kept: K },
): K {
  const before = run.params;
  const left = tf.tidy(() => {
    const { after, kept } = compute();
    run.params = after;
    for (const tensor of [...after.flatMap(stateTensors), ...Object.values(kept)]) tf.keep(tensor);
    return kept;
  }) as K;
  const alive = new Set(run.params.flatMap(stateTensors));
  for (const tensor of before.flatMap(stateTensors)) if (!alive.has(tensor)) tensor.dispose();
  return left;
}

function computeUpdate(
  run: RunState,
  model: Model,
  means: LossMeans,
  batch: TensorBatch,
  learningRate: number,
): { after: RunState['params']; kept: UpdateResult } {
  const { rule, h, params } = run;
  const { trained } = model;
  const learning = params.filter((_, i) => trained[i]);
  const points = learning.map((state) => gradientPoint(tensorAlgebra, rule, h, state, learningRate) as tf.Tensor);
  const states = new Map<number, tf.Tensor>();
  const { masks, tokenPlaces } = batch;
  const pass: TrainingPass = { masks, tokenPlaces, setState: (at, state) => states.set(at, tf.keep(state)) };
  const { value, grads: ofLoss } = tf.valueAndGrads((...own: tf.Tensor[]) => {
    const left = own[Symbol.iterator]();
    const weights = params.map(({ theta }, i) => (trained[i] ? left.next().value! : (theta as tf.Tensor)));
    return means(model.logits(batch.x, weights, pass) as tf.Tensor2D, batch.y) as unknown as tf.Scalar;
  })(points);
  // The loss that is told leaves penalties out, so that it can be compared.
  const costs = model.penalties.filter((_, i) => trained[i]);
  const grads = ofLoss.map((gradient, i) => withPenalty(gradient, points[i]!, costs[i] ?? null));
  const gradients = run.clip ? run.clip(grads) : grads;
  const updated = learning.map((state, i) => run.update(state, gradients[i]!, learningRate));
  const sums = run.sums.partsOf(
    learning.map(({ theta }, i) => ({
      gradient: grads[i]!,
      seen: gradients[i]!,
      before: theta as tf.Tensor,
      after: updated[i]!.theta as tf.Tensor,
    })),
  );
  const inOrder = updated[Symbol.iterator]();
  const after = params.map((state, i) =>
    trained[i] ? inOrder.next().value! : { ...state, theta: states.get(i) ?? state.theta },
  );
  return { after, kept: { means: value as unknown as tf.Tensor2D, sums } };
}

/** The gradient with what a penalty on the weights adds to it: l1 sign(w) + 2 l2 w. */
function withPenalty(gradient: tf.Tensor, weights: tf.Tensor, penalty: Penalty | null): tf.Tensor {
  if (!penalty) return gradient;
  return tf.addN([gradient, tf.mul(tf.sign(weights), penalty.l1), tf.mul(weights, 2 * penalty.l2)]);
}

function stateTensors(state: RuleState<tf.Tensor>): tf.Tensor[] {
  return [state.theta, ...Object.values(state.slots)].filter((term) => typeof term !== 'number');
}

/** The weights on the device, in layer order. Still owned by the run. */
export function weightTensors(run: RunState): tf.Tensor[] {
  return run.params.map((state) => state.theta as tf.Tensor);
}

/** Reads weights, slots and counters back. */
export function readSnapshot(run: RunState): Promise<ParameterSnapshot[]> {
  return Promise.all(
    run.params.map(async ({ theta, slots, updates }) => {
      const own = Object.entries(slots).map(async ([name, term]) => [name, await readTerm(term)] as const);
      return {
        theta: (await readTerm(theta)) as Float32Array,
        slots: Object.fromEntries(await Promise.all(own)),
        updates,
      };
    }),
  );
}

async function readTerm(term: tf.Tensor | number): Promise<Float32Array | number> {
  return typeof term === 'number' ? term : Float32Array.from(await term.data());
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
