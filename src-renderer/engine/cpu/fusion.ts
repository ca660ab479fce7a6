import type { Shape } from '#shared/domain/layerGraph.ts';
import type { LayerRow } from '#shared/domain/modelCheck.ts';
import { isChained } from '#shared/domain/modelSources.ts';
import { withDefaults, type ParamValues } from '#shared/domain/params.ts';
import { leftOutBiases } from '#shared/layers/bias.ts';
import { layerKind } from '#shared/layers/index.ts';
import { shapeSize } from '#shared/layers/kind.ts';
import { poolingStride } from '#shared/layers/pooling.ts';
import type { ActivationHalves } from './layers/activation.ts';
import { conv2dMaxPooling2d, type Pooling } from './layers/conv2dMaxPooling2d.ts';
import type { CpuLayerKind } from './layers/cpuLayer.ts';
import { flatten } from './layers/flatten.ts';
import { cpuLayerKind } from './layers/index.ts';
import { withZeroBiases } from './layers/zeroBiases.ts';

/** What computes a layer of the model, and with it those after it that it takes over; these pass their input on. */
export interface FusedLayer {
  readonly kind: CpuLayerKind;
  /** What it gives: the output of the last layer it takes over. */
  readonly outputShape: Shape;
  /** The layer whose dropout mask it wants. */
  readonly masksFrom: number;
}

/**
 * Finds layers that are computed better together: a convolution, the max-pooling behind it, and a dropout behind that where the sign of what it leaves
 * tells the whole way back. Everything else stays as it is. Throws `layerUnknown`.
 */
export function fuseLayers(layers: readonly LayerRow[], activations: readonly ActivationHalves[]): FusedLayer[] {
  const fused: FusedLayer[] = [];
  while (fused.length < layers.length) {
    const at = fused.length;
    const taken = poolingBehind(layers, activations, at);
    if (taken) fused.push(...taken);
    else
      fused.push({
        kind: unbiased(cpuLayerKind(layers[at]!.node.kind), layers[at]!),
        outputShape: layers[at]!.outputShape!,
        masksFrom: at,
      });
  }
  return fused;
}

function poolingBehind(
  layers: readonly LayerRow[],
  activations: readonly ActivationHalves[],
  at: number,
): FusedLayer[] | null {
  const [conv, pool, drop] = layers.slice(at, at + 3);
  if (conv?.node.kind !== 'conv2d' || pool?.node.kind !== 'maxPooling2d' || !isSparse(conv, pool)) return null;
  if (!isChained(layers, at + 1)) return null;
  // An activation that did not move behind the pooling, and taps apart, are for the layers one by one.
  if (activations[at]!.derived !== 'linear' || Number(paramsOf(conv).dilationRate ?? 1) !== 1) return null;
  const activation = activations[at + 1]!;
  const isDropped = drop?.node.kind === 'dropout' && isChained(layers, at + 2);
  const rate = isDropped && activation.derived === 'relu' ? Number(paramsOf(drop).rate) : 0;
  const { poolSize, padding } = paramsOf(pool);
  if (poolingStep(pool) !== Number(poolSize)) return null;
  const outputShape = pool.outputShape!;
  const pooling: Pooling = { outputShape, poolSize: Number(poolSize), padding, activation, rate };
  const taken = rate > 0 ? 2 : 1;
  const passed = Array.from({ length: taken }, (_, i) => ({ kind: flatten, outputShape, masksFrom: at + 1 + i }));
  return [{ kind: unbiased(conv2dMaxPooling2d(pooling), conv), outputShape, masksFrom: at + taken }, ...passed];
}

function unbiased(kind: CpuLayerKind, row: LayerRow): CpuLayerKind {
  return withZeroBiases(kind, leftOutBiases(row.node.kind, row.inputShape!, paramsOf(row)));
}

function poolingStep(pool: LayerRow): number {
  const { poolSize, strides } = paramsOf(pool);
  return poolingStride({ poolSize: Number(poolSize), strides: Number(strides) });
}

/** Where a pooling leaves at least half of the values a gradient, adding them up one by one costs more than the whole product. */
function isSparse(conv: LayerRow, pool: LayerRow): boolean {
  return shapeSize(pool.outputShape!) * 2 <= shapeSize(conv.outputShape!);
}

/** The parameters of a layer, those not given at their defaults. */
export function paramsOf(row: LayerRow): ParamValues {
  return withDefaults(layerKind(row.node.kind).params, row.node.params);
}
