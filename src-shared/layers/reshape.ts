import type { Shape } from '../domain/layerGraph.ts';
import type { ValuesOf } from '../domain/params.ts';
import { defineLayer, problem, shapeOf, shapeSize, shapeText } from './kind.ts';

/** −1: what is left; 0: this axis is left out. */
const axisParam = { type: 'integer', min: -1, max: 1_000_000, scale: 'linear', slider: [-1, 64] } as const;

const reshapeParams = {
  size1: { ...axisParam, default: -1 },
  size2: { ...axisParam, default: 1 },
  size3: { ...axisParam, default: 0 },
} as const;

/** The same values with other axes, of which one may be −1, "what is left". As it comes, a row becomes a sequence of one value per step. */
export const reshape = defineLayer({
  kind: 'reshape',
  family: 'shape',
  params: reshapeParams,
  outputShape(input, params) {
    const shape = targetShape(input, params);
    if (shape) return shapeOf(...shape);
    const wanted = axesOf(params);
    const [repaired] = wanted;
    if (repaired === -1) return problem('reshapeSize', detail(input, wanted), { act: 'remove' });
    return problem('reshapeSize', detail(input, wanted), { act: 'setParam', name: 'size1', value: -1 });
  },
  weights: () => [],
});

/** The axes asked for, −1 filled in; null where they do not hold as many values as the input. */
export function targetShape(input: Shape, params: ValuesOf<typeof reshapeParams>): Shape | null {
  const axes = axesOf(params);
  const open = axes.filter((length) => length === -1).length;
  const known = shapeSize(axes.filter((length) => length !== -1));
  const left = shapeSize(input) / known;
  if (axes.length === 0 || open > 1 || !Number.isInteger(left) || (open === 0 && left !== 1)) return null;
  return axes.map((length) => (length === -1 ? left : length));
}

function axesOf({ size1, size2, size3 }: ValuesOf<typeof reshapeParams>): Shape {
  return [size1, size2, size3].filter((length) => length !== 0);
}

function detail(input: Shape, wanted: Shape): Record<string, string> {
  return { shape: shapeText(input), wanted: shapeText(wanted) };
}
