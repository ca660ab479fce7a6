import type { Shape } from '#shared/domain/layerGraph.ts';
import type { LayerRow } from '#shared/domain/modelCheck.ts';
import { withDefaults, type ParamSpecs, type ValuesOf } from '#shared/domain/params.ts';
import type { LayerKind } from '#shared/layers/kind.ts';

export type Config = Readonly<Record<string, unknown>>;

/** A tensor of a layer; within a wrapper its name begins with the scope of the inner layer. */
export interface WrittenWeight {
  readonly name: string;
  readonly shape: Shape;
}

/** A layer as TF.js has it. */
export interface WrittenLayer {
  readonly className: string;
  /** What TF.js names such a layer: `dense` gives `dense_1`. */
  readonly baseName: string;
  readonly config: Config;
  /** What it reads of the row's inputs, by number, or the layer written before it (`before`); absent: all inputs for the first, the one before for others. */
  readonly reads?: readonly (number | 'before')[];
  /** Its trained tensors in order; absent: those of the row. */
  readonly weights?: readonly WrittenWeight[];
}

/** Writes a row as one layer, or as several where TF.js has none that does the same. */
export type LayerWriter = (row: LayerRow) => readonly WrittenLayer[];

/** A writer of one layer whose parameters are typed by the layer kind it writes. */
export function writer<P extends ParamSpecs>(
  className: string,
  baseName: string,
  kind: LayerKind<P>,
  config: (params: ValuesOf<P>, inputShape: Shape) => Config,
): LayerWriter {
  return ({ node, inputShape }) => [
    { className, baseName, config: config(withDefaults(kind.params, node.params), inputShape ?? []) },
  ];
}

/** A layer that gives its values these axes. */
export function reshapeTo(shape: Shape): WrittenLayer {
  return { className: 'Reshape', baseName: 'reshape', config: { target_shape: shape } };
}

/** The same length down and across. */
export function square(length: number): Shape {
  return [length, length];
}
