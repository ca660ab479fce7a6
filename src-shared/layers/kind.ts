import type { Shape } from '../domain/layerGraph.ts';
import type { ParamSpecs, ParamValues, ValuesOf } from '../domain/params.ts';

/** Why a layer cannot work on its input, in the reader's terms; `code` is a key under `layerProblems.` in the locale files. */
export interface LayerProblem {
  readonly code: string;
  readonly detail: Readonly<Record<string, string | number>>;
  /** The one-click way out, when there is one. */
  readonly repair: LayerRepair | null;
}

export type LayerRepair =
  | { readonly act: 'insertBefore'; readonly kind: string }
  | { readonly act: 'insertAfter'; readonly kind: string; readonly params: ParamValues }
  | { readonly act: 'setParam'; readonly name: string; readonly value: number | string | boolean }
  | { readonly act: 'remove' }
  /** Which layers it reads; null: the one right before it. */
  | { readonly act: 'setInputs'; readonly inputs: readonly string[] | null }
  | { readonly act: 'unfreeze' }
  /** Its weights are drawn again. */
  | { readonly act: 'drawStart' }
  | { readonly act: 'setLoss'; readonly loss: string };

export type ShapeResult =
  { readonly ok: true; readonly shape: Shape } | { readonly ok: false; readonly problem: LayerProblem };

/** What weight tensors are called: Keras' names. */
export type WeightName =
  | 'kernel'
  | 'recurrentKernel'
  | 'bias'
  | 'embeddings'
  | 'depthwiseKernel'
  | 'pointwiseKernel'
  | 'gamma'
  | 'beta'
  | 'movingMean'
  | 'movingVariance';

/** A tensor of a layer. Fans decide the initialiser's scale; a convolution's count its receptive field. */
export interface WeightSpec {
  readonly name: WeightName;
  /** Which layer within the layer it belongs to, where there are two. */
  readonly part?: 'forward' | 'backward';
  readonly shape: Shape;
  readonly fanIn: number;
  readonly fanOut: number;
  /**
   * `glorotUniform`, `orthogonal` and `smallUniform` (±0.05, Keras' start of an embedding): drawn, so where nothing else is chosen. The others stay as they are; `unitForgetBias`: the second quarter
   * is 1, the rest as other biases.
   */
  readonly initializer: 'glorotUniform' | 'orthogonal' | 'smallUniform' | 'zeros' | 'ones' | 'unitForgetBias';
  /** True for state: the layer itself keeps it while it trains (running averages). It gets no gradient and no update. */
  readonly isState?: true;
}

/** True for weights that are drawn: those an initialiser is chosen for. */
export function isDrawn({ initializer }: WeightSpec): boolean {
  return initializer === 'glorotUniform' || initializer === 'orthogonal' || initializer === 'smallUniform';
}

export type LayerFamily =
  'core' | 'convolution' | 'pooling' | 'recurrent' | 'normalization' | 'regularization' | 'shape' | 'merging';

/** What a layer kind is, without any tensor: parameters, shape rule, weights. Its forward pass is in the engine, under the same name. */
export interface LayerKind<P extends ParamSpecs = ParamSpecs> {
  readonly kind: string;
  readonly family: LayerFamily;
  readonly params: P;
  /** True where `activation` works inside the layer and not on its output. */
  readonly activatesInside?: boolean;
  /** How many layers it reads, where it brings branches together; absent: one. */
  readonly merges?: { readonly least: number; readonly most: number };
  /** The shape it gives, or why it cannot work. `inputs` are all it reads, of which `input` is the first. */
  outputShape(input: Shape, params: ValuesOf<P>, inputs?: readonly Shape[]): ShapeResult;
  weights(input: Shape, params: ValuesOf<P>): readonly WeightSpec[];
}

/** A layer kind as it stands, but that `useBias` takes its biases away. */
export function defineLayer<const P extends ParamSpecs>(kind: LayerKind<P>): LayerKind<P> {
  if (!('useBias' in kind.params)) return kind;
  return {
    ...kind,
    weights(input, params) {
      const all = kind.weights(input, params);
      const { useBias } = params as { readonly useBias?: boolean };
      return useBias === false ? all.filter(({ name }) => name !== 'bias') : all;
    },
  };
}

export function shapeOf(...shape: number[]): ShapeResult {
  return { ok: true, shape };
}

export function problem(
  code: string,
  detail: LayerProblem['detail'] = {},
  repair: LayerRepair | null = null,
): ShapeResult {
  return { ok: false, problem: { code, detail, repair } };
}

/** "28 × 28 × 1" */
export function shapeText(shape: Shape): string {
  return shape.join(' × ');
}

/** The number of values in a tensor of this shape; 1 for a scalar. */
export function shapeSize(shape: Shape): number {
  return shape.reduce((product, length) => product * length, 1);
}
