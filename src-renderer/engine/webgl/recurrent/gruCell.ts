import type { WholeCell } from './wholeCell.ts';

/** Keras' resetAfter: gates `keep` (z) and `reset` (r), q = h U + b′ of the candidate `fresh`. */
export const gruCell: WholeCell = {
  name: 'gru',
  gates: 3,
  hasRecurrentBias: true,
  made: ['h', 'keep', 'reset', 'q', 'fresh'],
  carried: ['h'],
  kept: ['keep', 'reset', 'q', 'fresh'],
  inner: [],
  ofZ: ['dKeep', 'dReset', 'dFresh'],
  ofSums: ['dKeep', 'dReset', 'dQ'],
  forward: `
  vec4 keep = open(x0 + s0);
  vec4 reset = open(x1 + s1);
  vec4 q = s2;
  vec4 fresh = bend(x2 + reset * q);
  vec4 h = keep * hBefore + (1.0 - keep) * fresh;`,
  backward: `
  vec4 dFresh = dh * (1.0 - keep) * slope(fresh);
  vec4 dKeep = dh * (hBefore - fresh) * GATE_SLOPE(keep);
  vec4 dReset = dFresh * q * GATE_SLOPE(reset);
  vec4 dQ = dFresh * reset;
  vec4 dhBefore = dh * keep;`,
};
