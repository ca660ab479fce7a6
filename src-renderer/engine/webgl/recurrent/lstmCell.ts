import type { WholeCell } from './wholeCell.ts';

/** Gates i, f, g, o; cell c, bent to b. */
export const lstmCell: WholeCell = {
  name: 'lstm',
  gates: 4,
  hasRecurrentBias: false,
  made: ['h', 'c', 'b', 'i', 'f', 'g', 'o'],
  carried: ['c'],
  kept: ['b', 'i', 'f', 'g', 'o'],
  inner: ['c'],
  ofZ: ['di', 'df', 'dg', 'dO'],
  ofSums: ['di', 'df', 'dg', 'dO'],
  forward: `
  vec4 i = open(x0 + s0);
  vec4 f = open(x1 + s1);
  vec4 g = bend(x2 + s2);
  vec4 o = open(x3 + s3);
  vec4 c = f * cBefore + i * g;
  vec4 b = bend(c);
  vec4 h = o * b;`,
  backward: `
  vec4 cell = dc + dh * o * slope(b);
  vec4 di = cell * g * GATE_SLOPE(i);
  vec4 df = cell * cBefore * GATE_SLOPE(f);
  vec4 dg = cell * i * slope(g);
  vec4 dO = dh * b * GATE_SLOPE(o);
  vec4 dcBefore = cell * f;
  vec4 dhBefore = vec4(0.0);`,
};
