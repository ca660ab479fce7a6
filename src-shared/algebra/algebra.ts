/**
 * The operations an update rule may use. A rule is written once over `Algebra<T>`; run over Float64Array it is the exact
 * path on a surface, over tensors the update in training, over expressions the formula on the screen.
 *
 * Operands are a `T` or a plain number. Where both are numbers the result is a number: coefficients such as 1 − β are
 * computed in double precision once and meet the tensors only as finished scalars.
 */
export type Term<T> = T | number;

export interface Algebra<T> {
  add(a: Term<T>, b: Term<T>): Term<T>;
  sub(a: Term<T>, b: Term<T>): Term<T>;
  mul(a: Term<T>, b: Term<T>): Term<T>;
  div(a: Term<T>, b: Term<T>): Term<T>;
  /** a to the power b; b is a coefficient (β^t), never per element. */
  pow(a: Term<T>, b: Term<T>): Term<T>;
  sqrt(a: Term<T>): Term<T>;
  square(a: Term<T>): Term<T>;
  abs(a: Term<T>): Term<T>;
  /** −1, 0 or 1. */
  sign(a: Term<T>): Term<T>;
  maximum(a: Term<T>, b: Term<T>): Term<T>;
  minimum(a: Term<T>, b: Term<T>): Term<T>;
  /** then where condition > 0, otherwise where not. */
  where(condition: Term<T>, then: Term<T>, otherwise: Term<T>): Term<T>;
  /** Euclidean norm over the whole tensor, broadcast as a scalar (LAMB's trust ratio). */
  norm(a: Term<T>): Term<T>;
  /** 1 when k divides t, else 0; both are coefficients (Lookahead's rhythm). */
  divides(k: Term<T>, t: Term<T>): Term<T>;
  /** Gives an intermediate value the name its paper gives it (m̂); the value itself is unchanged. Formulas show it on a line of its own. */
  named(symbol: string, value: Term<T>): Term<T>;
}
