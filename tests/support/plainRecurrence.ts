import { activations } from './referenceActivations.ts';

/*
 * Recurrent cells in doubles over z = x W + b, as the engines' own kernels and programs take them: z is [steps, rows, gates · units], u
 * [units, gates · units], the bias of h U [gates · units] where the cell has one.
 */

export interface PlainSizes {
  readonly steps: number;
  readonly rows: number;
  readonly units: number;
  readonly returnsSequences: boolean;
}

export interface PlainBends {
  readonly activation: string;
  readonly recurrentActivation: string;
}

export type PlainWeights = readonly [z: Float64Array, u: Float64Array, bias: Float64Array];

type Row = readonly number[];

/** One row's step: pieces of z, the state before (h first), and `product(gate, h)`, a piece of h U + its bias; gives the state. */
type Cell = (
  x: readonly Row[],
  state: readonly Row[],
  product: (gate: number, h: Row) => Row,
  open: (z: number) => number,
  bend: (z: number) => number,
) => Row[];

const added = (a: Row, b: Row): Row => a.map((value, i) => value + b[i]!);
const times = (a: Row, b: Row): Row => a.map((value, i) => value * b[i]!);
const mixed = (keep: Row, h: Row, fresh: Row): Row => keep.map((k, i) => k * h[i]! + (1 - k) * fresh[i]!);

const cells = {
  lstm: (x, [h, c], product, open, bend) => {
    const [i, f, g, o] = x.map((own, gate) => added(own, product(gate, h!)));
    const cell = added(times(f!.map(open), c!), times(i!.map(open), g!.map(bend)));
    return [times(o!.map(open), cell.map(bend)), cell];
  },
  gruAfter: (x, [h], product, open, bend) => {
    const [keep, reset] = [0, 1].map((gate) => added(x[gate]!, product(gate, h!)).map(open));
    const fresh = added(x[2]!, times(reset!, product(2, h!))).map(bend);
    return [mixed(keep!, h!, fresh)];
  },
  gruBefore: (x, [h], product, open, bend) => {
    const [keep, reset] = [0, 1].map((gate) => added(x[gate]!, product(gate, h!)).map(open));
    return [mixed(keep!, h!, added(x[2]!, product(2, times(reset!, h!))).map(bend))];
  },
  simpleRNN: (x, [h], product, _open, bend) => [added(x[0]!, product(0, h!)).map(bend)],
} satisfies Record<string, Cell>;

export type PlainCell = keyof typeof cells;

/** Pieces of z and of h U, side by side. */
export const plainGates: Readonly<Record<PlainCell, number>> = { lstm: 4, gruAfter: 3, gruBefore: 3, simpleRNN: 1 };

/** Outputs of all steps, [steps, rows, units], or of the last. */
export function plainRecurrence(
  kind: PlainCell,
  { steps, rows, units, returnsSequences }: PlainSizes,
  bends: PlainBends,
  [z, u, bias]: PlainWeights,
): Float64Array {
  const wide = plainGates[kind] * units;
  const [open, bend] = [activations[bends.recurrentActivation]!, activations[bends.activation]!];
  const range = Array.from({ length: units }, (_, unit) => unit);
  const product = (gate: number, h: Row): Row =>
    range.map((unit) => {
      const column = gate * units + unit;
      return h.reduce((sum, value, k) => sum + value * u[k * wide + column]!, kind === 'gruAfter' ? bias[column]! : 0);
    });
  let states = Array.from({ length: rows }, (): Row[] => [range.map(() => 0), range.map(() => 0)]);
  const outputs: number[] = [];
  for (let step = 0; step < steps; step++) {
    states = states.map((state, row) => {
      const from = (step * rows + row) * wide;
      const x = Array.from({ length: plainGates[kind] }, (_, gate) => [
        ...z.subarray(from + gate * units, from + (gate + 1) * units),
      ]);
      return cells[kind](x, state, product, open, bend);
    });
    if (returnsSequences || step === steps - 1) outputs.push(...states.flatMap(([h]) => h!));
  }
  return Float64Array.from(outputs);
}

/** Gradients of Σ dy · y by central differences, in the order of the weights. */
export function plainRecurrenceGradients(
  kind: PlainCell,
  sizes: PlainSizes,
  bends: PlainBends,
  weights: PlainWeights,
  dy: Float64Array,
): Float64Array[] {
  const value = (): number => plainRecurrence(kind, sizes, bends, weights).reduce((sum, y, i) => sum + y * dy[i]!, 0);
  return weights.map((own) =>
    own.map((middle, i) => {
      const [above, below] = [1e-5, -1e-5].map((by) => {
        own[i] = middle + by;
        return value();
      });
      own[i] = middle;
      return (above! - below!) / 2e-5;
    }),
  );
}
