const slopes: Readonly<Record<string, string>> = {
  sigmoid: 'y * (1.0 - y)',
  hardSigmoid: '(0.2 * sign(y) * sign(1.0 - y))',
};

/**
 * GLSL of `GATE_SLOPE(y)`, the derivative of a gate told by its output, one value or four. It is text and not a function, and stands last in its
 * product: so the sigmoid's factors y and 1 − y are multiplied one after the other, without a value in between that would round otherwise.
 */
export function gateSlope(recurrentActivation: string): string {
  return `#define GATE_SLOPE(y) ${slopes[recurrentActivation] ?? slopes.sigmoid!}`;
}
