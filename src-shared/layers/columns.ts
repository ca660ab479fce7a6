import { defineLayer, problem, shapeOf, shapeText } from './kind.ts';

/**
 * Some of the values of a row, from the one to the other, counted from 1: [values] → [to − from + 1]. Over the data it gives a branch its own columns, for
 * instance those that hold the codes of categories to an embedding.
 */
export const columns = defineLayer({
  kind: 'columns',
  family: 'shape',
  params: {
    from: { type: 'integer', default: 1, min: 1, max: 1_000_000, scale: 'log', slider: [1, 100] },
    to: { type: 'integer', default: 1, min: 1, max: 1_000_000, scale: 'log', slider: [1, 100] },
  },
  outputShape(input, { from, to }) {
    const [count = 0] = input;
    if (input.length !== 1)
      return problem('denseNeedsFlat', { shape: shapeText(input) }, { act: 'insertBefore', kind: 'flatten' });
    if (from <= to && to <= count) return shapeOf(to - from + 1);
    const repair =
      from <= count
        ? ({ act: 'setParam', name: 'to', value: Math.max(from, Math.min(to, count)) } as const)
        : ({ act: 'setParam', name: 'from', value: 1 } as const);
    return problem('columnsOutside', { from, to, count }, repair);
  },
  weights: () => [],
});
