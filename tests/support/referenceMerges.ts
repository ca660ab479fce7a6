import { shapeSize } from '#shared/layers/kind.ts';
import { referenceActivation } from './referenceActivations.ts';
import type { ReferenceLayer, Values } from './referenceLayers.ts';

const valueByValue =
  (combine: (values: number[]) => number): ReferenceLayer =>
  ({ xs }) =>
    xs[0]!.map((_, i) => combine(xs.map((x) => x[i]!)));

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

/** Layers that bring branches together, in doubles and without regard to speed. */
export const referenceMerges: Readonly<Record<string, ReferenceLayer>> = {
  add: valueByValue(sum),
  average: valueByValue((values) => sum(values) / values.length),
  multiply: valueByValue((values) => values.reduce((product, value) => product * value, 1)),
  concatenate: ({ xs, row, rows }) => {
    const widths = row.inputs.map((shape) => shape.at(-1)!);
    const places = (rows * shapeSize(row.outputShape!)) / row.outputShape!.at(-1)!;
    return Float64Array.from(
      Array.from({ length: places }, (_, place) =>
        xs.flatMap((x, i) => [...x.subarray(place * widths[i]!, (place + 1) * widths[i]!)]),
      ).flat(),
    );
  },
  attention: ({ xs, row, rows }) => {
    const [steps, features] = row.inputs[0] as [number, number];
    const [others, values] = row.inputs[1] as [number, number];
    const [query, value, key = value] = xs as [Values, Values, Values?];
    const at = (x: Values, r: number, step: number, i: number, count: number, width: number): number =>
      x[(r * count + step) * width + i]!;
    const out = new Float64Array(rows * steps * values);
    for (let r = 0; r < rows; r++)
      for (let s = 0; s < steps; s++) {
        const scores = Float64Array.from({ length: others }, (_, o) =>
          sum(
            Array.from(
              { length: features },
              (_each, i) => at(query, r, s, i, steps, features) * at(key, r, o, i, others, features),
            ),
          ),
        );
        const shares = referenceActivation('softmax', scores, others);
        for (let v = 0; v < values; v++)
          out[(r * steps + s) * values + v] = sum(
            [...shares].map((share, o) => share * at(value, r, o, v, others, values)),
          );
      }
    return out;
  },
};
