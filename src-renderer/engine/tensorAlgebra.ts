import * as tf from '@tensorflow/tfjs';
import type { Algebra, Term } from '#shared/algebra/algebra.ts';
import { scalarAlgebra } from '#shared/algebra/scalar.ts';

type T = tf.Tensor;
type Scalars = typeof scalarAlgebra;

function map1(onNumber: (a: number) => Term<number>, onTensor: (a: T) => T) {
  return (a: Term<T>): Term<T> => (typeof a === 'number' ? onNumber(a) : onTensor(a));
}

function map2(onNumbers: Scalars['add'], onTensors: (a: T, b: T) => T) {
  return (a: Term<T>, b: Term<T>): Term<T> => {
    if (typeof a === 'number' && typeof b === 'number') return onNumbers(a, b);
    return onTensors(tensor(a), tensor(b));
  };
}

function tensor(term: Term<T>): T {
  return typeof term === 'number' ? tf.scalar(term) : term;
}

/** Update rules over float32 tensors. Coefficients are computed in doubles and enter as scalars. Call inside tf.tidy. */
export const tensorAlgebra: Algebra<T> = {
  add: map2(scalarAlgebra.add, tf.add),
  sub: map2(scalarAlgebra.sub, tf.sub),
  mul: map2(scalarAlgebra.mul, tf.mul),
  div: map2(scalarAlgebra.div, tf.div),
  pow: map2(scalarAlgebra.pow, tf.pow),
  sqrt: map1(scalarAlgebra.sqrt, tf.sqrt),
  square: map1(scalarAlgebra.square, tf.square),
  abs: map1(scalarAlgebra.abs, tf.abs),
  sign: map1(scalarAlgebra.sign, tf.sign),
  maximum: map2(scalarAlgebra.maximum, tf.maximum),
  minimum: map2(scalarAlgebra.minimum, tf.minimum),
  where: (condition, then, otherwise) => {
    if (typeof condition === 'number') return condition > 0 ? then : otherwise;
    const [yes, no] = [then, otherwise].map((term) => tf.broadcastTo(tensor(term), condition.shape));
    return tf.where(tf.greater(condition, 0), yes!, no!);
  },
  norm: map1(Math.abs, (a) => tf.norm(a)),
  divides: map2(scalarAlgebra.divides, (k, t) => tf.cast(tf.equal(tf.mod(t, k), 0), 'float32')),
  named: (_symbol, value) => value,
};
