import type { WholeCell } from './wholeCell.ts';

/** h ← activation(z + h U). */
export const simpleRnnCell: WholeCell = {
  name: 'simpleRnn',
  gates: 1,
  hasRecurrentBias: false,
  made: ['h'],
  carried: [],
  kept: ['h'],
  inner: [],
  ofZ: ['dSum'],
  ofSums: ['dSum'],
  forward: `
  vec4 h = bend(x0 + s0);`,
  backward: `
  vec4 dSum = dh * slope(h);
  vec4 dhBefore = vec4(0.0);`,
};
