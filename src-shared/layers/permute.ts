import type { Shape } from '../domain/layerGraph.ts';
import { defineLayer, problem, shapeOf, shapeText } from './kind.ts';

/** The axes in another order: 'p312' puts the third first. As in Keras axes count from 1 and the batch is none of them. */
export const permute = defineLayer({
  kind: 'permute',
  family: 'shape',
  params: {
    order: { type: 'choice', default: 'p21', choices: ['p21', 'p132', 'p213', 'p231', 'p312', 'p321'] },
  },
  outputShape(input, { order }) {
    const axes = permutedAxes(order);
    if (axes.length === input.length) return shapeOf(...axes.map((axis) => input[axis]!));
    const repair =
      input.length < 2
        ? ({ act: 'remove' } as const)
        : ({ act: 'setParam', name: 'order', value: input.length === 2 ? 'p21' : 'p213' } as const);
    return problem('permuteRank', { axes: input.length, shape: shapeText(input) }, repair);
  },
  weights: () => [],
});

/** Which axis of the input, from 0, each axis of the output is. */
export function permutedAxes(order: string): Shape {
  return [...order.slice(1)].map((digit) => Number(digit) - 1);
}
