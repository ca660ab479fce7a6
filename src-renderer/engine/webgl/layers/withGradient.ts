import * as tf from '@tensorflow/tfjs';

/** What goes into an operation, and whose gradients are wanted: not those of data, nor of weights that stay as they are. */
export interface OperationInput {
  readonly x: tf.Tensor;
  readonly weights: readonly tf.Tensor[];
  readonly needsInputGradient: boolean;
  readonly isFrozen: boolean;
}

/** The way there and back. Gradients are computed one by one, only where they are wanted. */
export interface Operation {
  readonly value: () => tf.Tensor;
  readonly gradients: (dy: tf.Tensor, x: tf.Tensor, y: tf.Tensor) => Gradients;
}

interface Gradients {
  readonly x: () => tf.Tensor;
  /** In the order of the weights. */
  readonly weights: readonly (() => tf.Tensor)[];
}

/** An operation of own programs on TF.js's tape. x and its result y are kept until the way back; weights live longer than an update anyway. */
export function withGradient(
  { x, weights, needsInputGradient, isFrozen }: OperationInput,
  { value, gradients }: Operation,
): tf.Tensor {
  const differentiated = [...(needsInputGradient ? [x] : []), ...(isFrozen ? [] : weights)];
  if (differentiated.length === 0) return value();
  const operation = tf.customGrad((...args) => {
    const y = value();
    const save = args.at(-1) as tf.GradSaveFunc;
    save([x, y]);
    const gradFunc = (dy: tf.Tensor, [savedX, savedY]: tf.Tensor[]): tf.Tensor[] => {
      const own = gradients(dy, savedX!, savedY!);
      return [...(needsInputGradient ? [own.x()] : []), ...(isFrozen ? [] : own.weights.map((gradient) => gradient()))];
    };
    return { value: y, gradFunc };
  });
  return operation(...differentiated);
}
