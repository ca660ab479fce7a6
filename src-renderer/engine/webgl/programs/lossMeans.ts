import type * as tf from '@tensorflow/tfjs';
import { fetch, runPacked } from './packed.ts';
import { sumOfFirst } from './sums.ts';

/**
 * A loss as GLSL. `measured(row)` gives its loss and its score, `slope(row, unit)` the derivative of the loss by a logit; they find `logit(row, unit)`,
 * `wanted(row)` and `size`, rows and units.
 */
export interface LossCode {
  readonly name: string;
  /** True where a target belongs to every value, not to every row. */
  readonly isPerValue: boolean;
  readonly code: string;
}

/** Where a value is a number: (z − y)², and the distance. */
const meanSquaredError: LossCode = {
  name: 'meanSquaredError',
  isPerValue: true,
  code: `
vec2 measured(int row) { float d = logit(row, 0) - wanted(row); return vec2(d * d, abs(d)); }
float slope(int row, int unit) { return 2.0 * (logit(row, unit) - wanted(row)); }`,
};

/** log(1 + eᶻ), to the last bits where it is small: the series of the inverse hyperbolic tangent in place of a logarithm near 1. */
const softplus = `
float softplus(float z) {
  float e = exp(-abs(z));
  float s = e / (2.0 + e);
  float t = s * s;
  float series = 1.0 / 3.0 + t * (1.0 / 5.0 + t * (1.0 / 7.0 + t * (1.0 / 9.0 + t * (1.0 / 11.0 + t / 13.0))));
  return (z < 0.0 ? 0.0 : z) + 2.0 * s * (1.0 + t * series);
}`;

/** One logit for two classes, in the form that overflows nowhere. */
const binaryCrossentropy: LossCode = {
  name: 'binaryCrossentropy',
  isPerValue: true,
  code: `${softplus}
vec2 measured(int row) {
  float z = logit(row, 0);
  float y = wanted(row);
  return vec2(softplus(z) - z * y, (z > 0.0 ? 1.0 : 0.0) == y ? 1.0 : 0.0);
}
float slope(int row, int unit) { return 1.0 / (1.0 + exp(-logit(row, unit))) - wanted(row); }`,
};

/** λ − y log λ, λ = softplus(z), and the distance of λ. Far below 0, λ is eᶻ. */
const poisson: LossCode = {
  name: 'poisson',
  isPerValue: true,
  code: `${softplus}
vec2 measured(int row) {
  float z = logit(row, 0);
  float y = wanted(row);
  float rate = softplus(z);
  return vec2(rate - y * (z < -20.0 ? z : log(rate)), abs(rate - y));
}
float slope(int row, int unit) {
  float z = logit(row, unit);
  float share = 1.0 / (1.0 + exp(-z));
  return share - wanted(row) * (z < -20.0 ? 1.0 : share / softplus(z));
}`,
};

/** Softmax shifted by the row's largest logit. NaN stays NaN through the sum. */
const categoricalCrossentropy: LossCode = {
  name: 'categoricalCrossentropy',
  isPerValue: false,
  code: `
void scan(int row, out float largest, out int at, out float sum) {
  largest = logit(row, 0);
  at = 0;
  for (int unit = 1; unit < size.y; unit++) {
    float z = logit(row, unit);
    if (z > largest) { largest = z; at = unit; }
  }
  sum = 0.0;
  for (int unit = 0; unit < size.y; unit++) sum += exp(logit(row, unit) - largest);
}
vec2 measured(int row) {
  float largest, sum;
  int at;
  scan(row, largest, at, sum);
  int own = int(wanted(row) + 0.5);
  return vec2(log(sum) - (logit(row, own) - largest), at == own ? 1.0 : 0.0);
}
float slope(int row, int unit) {
  float largest, sum;
  int at;
  scan(row, largest, at, sum);
  return exp(logit(row, unit) - largest) / sum - (unit == int(wanted(row) + 0.5) ? 1.0 : 0.0);
}`,
};

/** Losses with own programs, by what `src-shared/losses` calls them. The others run over TF.js's operations. */
export const lossCodes: Readonly<Record<string, LossCode>> = {
  meanSquaredError,
  binaryCrossentropy,
  categoricalCrossentropy,
  poisson,
};

/** Rows that one texel adds up. */
const ROWS_AT_ONCE = 256;

const uniforms = [{ name: 'size', type: 'ivec2' }] as const;

const readers = `
float logit(int row, int unit) {
  return ${fetch('Z', '(row >> 1) * ((size.y + 1) / 2) + (unit >> 1)')}[2 * (row & 1) + (unit & 1)];
}
float wanted(int row) { return ${fetch('Y', 'row >> 1')}[row & 1]; }`;

/** Mean loss and mean score, [1, 2], of logits [rows, units] and targets [rows]. */
export function lossMeans({ name, code }: LossCode, logits: tf.Tensor, targets: tf.Tensor): tf.Tensor {
  const [rows, units] = logits.shape as [number, number];
  const parts = Math.ceil(rows / ROWS_AT_ONCE);
  const program = {
    inputs: ['Z', 'Y'],
    uniforms,
    outputShape: [parts, 1, 2],
    key: `lossMeans ${name}`,
    code: `${readers}${code}
void main() {
  int first = ownTexel() * ${ROWS_AT_ONCE};
  vec2 sum = vec2(0.0);
  for (int row = first; row < min(first + ${ROWS_AT_ONCE}, size.x); row++) sum += measured(row);
  setOutput(vec4(sum / float(size.x), 0.0, 0.0));
}`,
  };
  if (parts === 1) return runPacked({ ...program, outputShape: [1, 2] }, [logits, targets], [[rows, units]]);
  return sumOfFirst(runPacked(program, [logits, targets], [[rows, units]]), [1, 2]);
}

/** The derivative of the mean loss by every logit. */
export function lossGradient({ name, code }: LossCode, logits: tf.Tensor, targets: tf.Tensor): tf.Tensor {
  const [rows, units] = logits.shape as [number, number];
  const program = {
    inputs: ['Z', 'Y'],
    uniforms,
    outputShape: logits.shape,
    key: `lossGradient ${name}`,
    code: `${readers}${code}
void main() {
  int texel = ownTexel();
  int inRow = (size.y + 1) / 2;
  int row = 2 * quotient(texel, inRow);
  int unit = 2 * (texel - (row >> 1) * inRow);
  bool isRight = unit + 1 < size.y;
  bool isBelow = row + 1 < size.x;
  vec4 result = vec4(slope(row, unit), 0.0, 0.0, 0.0);
  if (isRight) result.y = slope(row, unit + 1);
  if (isBelow) result.z = slope(row + 1, unit);
  if (isRight && isBelow) result.w = slope(row + 1, unit + 1);
  setOutput(result / float(size.x));
}`,
  };
  return runPacked(program, [logits, targets], [[rows, units]]);
}
