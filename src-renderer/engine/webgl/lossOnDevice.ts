import * as tf from '@tensorflow/tfjs';
import type { TensorLoss } from '../losses/tensorLoss.ts';
import { lossCodes, lossGradient, lossMeans, type LossCode } from './programs/lossMeans.ts';
import { hasPackedPrograms } from './programs/packed.ts';

/** Mean loss and mean score, [1, 2], of logits [rows, units] and targets [rows]; the gradient of the logits is that of the loss alone. */
export type LossMeans = (logits: tf.Tensor2D, targets: tf.Tensor1D) => tf.Tensor2D;

/** A loss for an update: two own programs where it has them, else TF.js's operations. */
export function meansOf(id: string, loss: TensorLoss): LossMeans {
  const code = Object.hasOwn(lossCodes, id) ? lossCodes[id] : undefined;
  if (!code || !hasPackedPrograms()) return byOperations(loss);
  return (logits, targets) => {
    const means = tf.customGrad((z, save) => {
      (save as tf.GradSaveFunc)([z as tf.Tensor]);
      // The derivative of the loss by itself is 1, and nothing follows the score.
      const gradFunc = (_dy: tf.Tensor, [saved]: tf.Tensor[]): tf.Tensor =>
        tf.reshape(lossGradient(code, rowsOf(code, saved!), targets), logits.shape);
      return { value: lossMeans(code, rowsOf(code, z as tf.Tensor), targets), gradFunc };
    });
    return means(logits) as tf.Tensor2D;
  };
}

/** Where every value has its target, an answer of several values is as many rows. */
function rowsOf({ isPerValue }: LossCode, logits: tf.Tensor): tf.Tensor {
  return isPerValue && logits.shape[1] !== 1 ? tf.reshape(logits, [-1, 1]) : logits;
}

function byOperations({ loss, score }: TensorLoss): LossMeans {
  return (logits, targets) => {
    // No gradient goes through the score: it is computed out of sight of the tape.
    const scoreOf = tf.customGrad((z) => ({
      value: score(z as tf.Tensor2D, targets),
      gradFunc: () => tf.zerosLike(z as tf.Tensor),
    }));
    return tf.reshape(tf.stack([loss(logits, targets), scoreOf(logits)]), [1, 2]);
  };
}
