/** A value with its first and second derivatives in x and y: [f, fx, fy, fxx, fxy, fyy]. Arithmetic on jets is exact differentiation. */
export type Jet = readonly [number, number, number, number, number, number];

export function constantJet(value: number): Jet {
  return [value, 0, 0, 0, 0, 0];
}

export function variableJet(value: number, axis: 'x' | 'y'): Jet {
  return axis === 'x' ? [value, 1, 0, 0, 0, 0] : [value, 0, 1, 0, 0, 0];
}

export function addJets(a: Jet, b: Jet): Jet {
  return [a[0] + b[0], a[1] + b[1], a[2] + b[2], a[3] + b[3], a[4] + b[4], a[5] + b[5]];
}

export function scaleJet(a: Jet, factor: number): Jet {
  return [a[0] * factor, a[1] * factor, a[2] * factor, a[3] * factor, a[4] * factor, a[5] * factor];
}

/** Product rule. */
export function multiplyJets(a: Jet, b: Jet): Jet {
  return [
    a[0] * b[0],
    a[1] * b[0] + a[0] * b[1],
    a[2] * b[0] + a[0] * b[2],
    a[3] * b[0] + 2 * a[1] * b[1] + a[0] * b[3],
    a[4] * b[0] + a[1] * b[2] + a[2] * b[1] + a[0] * b[4],
    a[5] * b[0] + 2 * a[2] * b[2] + a[0] * b[5],
  ];
}

/** Chain rule: g(a), given g, g′ and g″ at the value of a. A derivative of 0 stays 0 where g′ is infinite. */
export function chainJet(a: Jet, [g, g1, g2]: readonly [number, number, number]): Jet {
  const times = (factor: number, value: number): number => (value === 0 ? 0 : factor * value);
  return [
    g,
    times(g1, a[1]),
    times(g1, a[2]),
    times(g2, a[1] * a[1]) + times(g1, a[3]),
    times(g2, a[1] * a[2]) + times(g1, a[4]),
    times(g2, a[2] * a[2]) + times(g1, a[5]),
  ];
}

/** a to a constant power; exact at a = 0 for powers 0, 1, 2 … */
export function powerJet(a: Jet, n: number): Jet {
  const term = (factor: number, power: number): number => (factor === 0 ? 0 : factor * a[0] ** power);
  return chainJet(a, [a[0] ** n, term(n, n - 1), term(n * (n - 1), n - 2)]);
}
