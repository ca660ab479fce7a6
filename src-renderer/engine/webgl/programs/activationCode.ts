/** What an activation does to the vec4 `v`, and its derivative as a function of the activated vec4 `y`. NaN stays NaN. */
interface ActivationCode {
  readonly apply: string;
  readonly derivative: string;
}

const codes: Readonly<Record<string, ActivationCode>> = {
  linear: { apply: 'v', derivative: 'vec4(1.0)' },
  // Not max(v, 0.0), which may drop NaN.
  relu: {
    apply: 'mix(v, vec4(0.0), lessThan(v, vec4(0.0)))',
    derivative: 'vec4(greaterThan(y, vec4(0.0)))',
  },
  tanh: {
    // tanh of the standard may overflow on the way; this form does not.
    apply: '(sign(v) * (1.0 - exp(-2.0 * abs(v))) / (1.0 + exp(-2.0 * abs(v))))',
    derivative: '(1.0 - y * y)',
  },
  sigmoid: { apply: '(1.0 / (1.0 + exp(-v)))', derivative: '(y * (1.0 - y))' },
  // Not clamp, which may drop NaN either.
  hardSigmoid: {
    apply: 'mix(mix(0.2 * v + 0.5, vec4(0.0), lessThan(v, vec4(-2.5))), vec4(1.0), greaterThan(v, vec4(2.5)))',
    derivative: '(0.2 * sign(y) * sign(1.0 - y))',
  },
};

/** The activation as GLSL; null for one that does not work number by number (softmax) or that is unknown. */
export function activationCode(name: string): ActivationCode | null {
  return Object.hasOwn(codes, name) ? codes[name]! : null;
}
