import type { Shape } from '../domain/layerGraph.ts';
import { problem, shapeOf, shapeText, type ShapeResult } from './kind.ts';

/** Most branches that come together in one layer. */
export const MOST_INPUTS = 16;

/** What merges value by value: its inputs must have one shape, which it keeps. Broadcasting, which Keras allows, is refused. */
export function sameShapes(inputs: readonly Shape[]): ShapeResult {
  const [first = [], ...others] = inputs;
  const other = others.find((shape) => shapeText(shape) !== shapeText(first));
  return other ? differing('mergeShapes', first, other) : shapeOf(...first);
}

/** Two shapes that do not go together, and the way out: the layer away. */
export function differing(code: string, first: Shape, second: Shape): ShapeResult {
  return problem(code, { first: shapeText(first), second: shapeText(second) }, { act: 'remove' });
}
