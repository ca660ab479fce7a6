import * as tf from '@tensorflow/tfjs';
import type { ParamValues } from '#shared/domain/params.ts';
import type { LossBatch, LossValue } from '#shared/losses/loss.ts';
import { gradientPoint } from '#shared/optimizers/step.ts';
import type { UpdateRule } from '#shared/optimizers/rule.ts';
import { shapeSize } from '#shared/layers/kind.ts';
import type { RulePath, VerifyBackend } from '#shared/verification/backend.ts';
import { splitLike } from '#shared/verification/float64Backend.ts';
import { clipTensors } from './clipping.ts';
import { tensorLoss } from './losses/index.ts';
import { buildModel } from './model.ts';
import { tensorAlgebra } from './tensorAlgebra.ts';
import type { TrainingParts } from './trainingParts.ts';
import { smoothOver, type Passes } from './verifyCurvature.ts';
import { networkOn, networkParts } from './verifyNetwork.ts';
import { uploadRows } from './webgl/rowSource.ts';
import { createTfjsExecutor } from './webgl/executor.ts';
import { createRun, disposeRun, replaceParams } from './webgl/runState.ts';

/** Reference files on TF.js, on the backend that is started: the update programs, clipping, losses, layers and runs that train. */
export const tfjsBackend: VerifyBackend = {
  precision: 'float32',
  startRule: (rule, h, theta) => rulePath(rule, h, theta),
  clip: (gradients, plan) =>
    Promise.resolve(freeing(() => clipTensors(gradients.map(vector), plan).map((gradient) => read(gradient)))),
  loss: (id, batch) => Promise.resolve(lossOf(id, batch)),
  openNetwork(network) {
    const parts = networkParts(network);
    if (!parts) return null;
    const executor = createTfjsExecutor(parts.check, parts.loss, parts.data);
    return networkOn(
      executor,
      network,
      () => smoothOver(passes(parts), parts),
      () => undefined,
    );
  },
};

/** Frees the tensors that `work` makes; unlike tf.tidy it may return anything. */
function freeing<T>(work: () => T): T {
  tf.engine().startScope();
  try {
    return work();
  } finally {
    tf.engine().endScope();
  }
}

function vector(values: Float64Array): tf.Tensor1D {
  return tf.tensor1d(Float32Array.from(values));
}

function read(tensor: tf.Tensor): Float64Array {
  return Float64Array.from(tensor.dataSync());
}

function rulePath(rule: UpdateRule, h: ParamValues, theta: Float64Array): RulePath {
  const contender = { name: rule.id, optimizer: rule.id, params: h, slot: 1 };
  const weights = [Float32Array.from(theta)];
  const run = createRun({ id: rule.id, contender, weights }, { weightShapes: [[theta.length]], trained: [true] });
  return {
    theta: () => Promise.resolve(read(run.params[0]!.theta as tf.Tensor)),
    gradientPoint: (learningRate) =>
      Promise.resolve(
        freeing(() => read(gradientPoint(tensorAlgebra, rule, run.h, run.params[0]!, learningRate) as tf.Tensor)),
      ),
    update(gradient, learningRate) {
      replaceParams(run, () => ({ after: [run.update(run.params[0]!, vector(gradient), learningRate)], kept: {} }));
      return Promise.resolve();
    },
    dispose: () => disposeRun(run),
  };
}

function lossOf(id: string, { logits, targets, rows, units }: LossBatch): LossValue {
  return freeing(() => {
    const [z, y] = [vector(logits).reshape([rows, units]), vector(targets)];
    const { value, grad } = tf.valueAndGrad((x: tf.Tensor) => tensorLoss(id).loss(x as tf.Tensor2D, y))(z);
    return { loss: read(value)[0]!, gradient: read(grad) };
  });
}

function passes({ check, data, loss }: TrainingParts): Passes {
  const model = buildModel(check);
  const sizes = model.weightShapes.map(shapeSize);
  const rows = data.split.train;
  const upload = (weights: readonly Float32Array[]): tf.Tensor[] =>
    weights.map((values, i) => tf.tensor(values, [...model.weightShapes[i]!]));
  const forward = (weights: readonly tf.Tensor[]): tf.Tensor =>
    model.logits(uploadRows(data, rows, model).x, weights, null);
  return {
    sizes,
    logits: (weights) => freeing(() => Float32Array.from(forward(upload(weights)).dataSync())),
    pullBack: (weights, dLogits) =>
      freeing(() => {
        const dy = tf.tensor(dLogits, [rows.length, dLogits.length / rows.length]);
        const gradients = tf.grads((...own: tf.Tensor[]) => forward(own))(upload(weights), dy);
        const flat = read(tf.concat(gradients.map((gradient) => gradient.flatten())));
        return splitLike(flat, sizes).map((values) => Float32Array.from(values));
      }),
    loss: (batch) => lossOf(loss, batch),
  };
}
