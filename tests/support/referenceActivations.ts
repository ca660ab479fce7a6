type Values = Float64Array;

/** Every activation that works number by number, in doubles; the second number is the slope of a leaky ReLU or the alpha of an ELU. */
export const activations: Readonly<Record<string, (z: number, number?: number) => number>> = {
  linear: (z) => z,
  relu: (z) => Math.max(0, z),
  leakyRelu: (z, slope = 0.3) => (z > 0 ? z : slope * z),
  elu: (z, alpha = 1) => (z > 0 ? z : alpha * Math.expm1(z)),
  selu: (z) => 1.0507009873554805 * (z > 0 ? z : 1.6732632423543772 * Math.expm1(z)),
  gelu: (z) => z * normalShare(z),
  swish: (z) => z / (1 + Math.exp(-z)),
  softplus: (z) => Math.log1p(Math.exp(z)),
  softsign: (z) => z / (1 + Math.abs(z)),
  tanh: Math.tanh,
  sigmoid: (z) => 1 / (1 + Math.exp(-z)),
  hardSigmoid: (z) => Math.min(1, Math.max(0, 0.2 * z + 0.5)),
};

/** Φ(z) by its series ½ + φ(z) (z + z³/3 + z⁵/15 + …); beyond 9 it is 0 or 1 to the last digit. */
function normalShare(z: number): number {
  if (Math.abs(z) > 9) return z > 0 ? 1 : 0;
  let [term, sum] = [z, z];
  for (let n = 3; Math.abs(term) > 1e-17 * Math.abs(sum) && n < 400; n += 2) sum += term *= (z * z) / n;
  return 0.5 + (sum * Math.exp((-z * z) / 2)) / Math.sqrt(2 * Math.PI);
}

/** The named activation of z; softmax runs over the last axis, `columns` values. */
export function referenceActivation(name: string, z: Values, columns: number, number?: number): Values {
  if (name !== 'softmax') return z.map((value) => activations[name]!(value, number));
  const out = new Float64Array(z.length);
  for (let from = 0; from < z.length; from += columns) {
    const row = z.subarray(from, from + columns);
    const exps = row.map((value) => Math.exp(value - Math.max(...row)));
    out.set(
      exps.map((value) => value / exps.reduce((sum, e) => sum + e, 0)),
      from,
    );
  }
  return out;
}
