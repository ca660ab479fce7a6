/** Scale of an initialiser from the fans of a kernel; a convolution's fans count its receptive field. */
type FanScale = (fanIn: number, fanOut: number) => number;

const glorotLimit: FanScale = (m, n) => Math.sqrt(6 / (m + n));
const glorotStd: FanScale = (m, n) => Math.sqrt(2 / (m + n));
const times =
  (factor: number, scale: FanScale): FanScale =>
  (m, n) =>
    factor * scale(m, n);

/**
 * Limits r of U(−r, r). The `table_*` entries are a common table for logistic, tanh and ReLU units, which has its first two rows
 * exchanged: Glorot & Bengio's derivation gives factor 1 for tanh and 4 for the logistic unit.
 */
export const uniformLimits: Readonly<Record<string, FanScale>> = {
  inverse_sqrt_fan_in: (m) => 1 / Math.sqrt(m),
  glorot: glorotLimit,
  he: (m) => Math.sqrt(6 / m),
  lecun: (m) => Math.sqrt(3 / m),
  table_logistic: glorotLimit,
  table_tanh: times(4, glorotLimit),
  table_relu: times(Math.SQRT2, glorotLimit),
};

/** Standard deviations of the normal ones. */
export const normalStds: Readonly<Record<string, FanScale>> = {
  glorot: glorotStd,
  he: (m) => Math.sqrt(2 / m),
  lecun: (m) => Math.sqrt(1 / m),
  table_logistic: glorotStd,
  table_tanh: times(4, glorotStd),
  table_relu: times(Math.SQRT2, glorotStd),
};

/** Standard deviation that is left of a unit normal cut at two standard deviations. */
export const TRUNCATED_STD = 0.87962566103423978;

/** What to give a truncated normal so that the kept part has this standard deviation (TF.js forgets it and is 12 % too narrow). */
export function truncatedParameter(std: number): number {
  return std / TRUNCATED_STD;
}

/** Fans of a kernel: [inputs, outputs] or [height, width, inputs, outputs]. */
export function fans(shape: readonly number[]): { fanIn: number; fanOut: number } {
  const field = shape.slice(0, -2).reduce((product, n) => product * n, 1);
  return { fanIn: field * shape.at(-2)!, fanOut: field * shape.at(-1)! };
}
