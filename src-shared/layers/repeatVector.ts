import { defineLayer, problem, shapeOf, shapeText } from './kind.ts';

/** The same row n times: [values] → [n, values]. */
export const repeatVector = defineLayer({
  kind: 'repeatVector',
  family: 'shape',
  params: {
    n: { type: 'integer', default: 2, min: 1, max: 10_000, scale: 'log', slider: [1, 100] },
  },
  outputShape(input, { n }) {
    if (input.length === 1) return shapeOf(n, input[0]!);
    return problem('denseNeedsFlat', { shape: shapeText(input) }, { act: 'insertBefore', kind: 'flatten' });
  },
  weights: () => [],
});
