import type { LayerRow } from '#shared/domain/modelCheck.ts';
import { layerKind } from '#shared/layers/index.ts';
import { shapeSize } from '#shared/layers/kind.ts';

const BYTES_PER_WEIGHT = 4;

const multipliedWeights: readonly string[] = ['kernel', 'recurrentKernel', 'depthwiseKernel', 'pointwiseKernel'];

/**
 * Multiplications of one sample's forward pass: every kernel value is used once per place of the output, in a recurrent or transposed layer once
 * per place of the input.
 */
export function multiplications(rows: readonly LayerRow[]): number {
  return rows.reduce((sum, { node, weights, inputShape, outputShape }) => {
    const kernels = weights.filter(({ name }) => multipliedWeights.includes(name));
    const readsInput = node.kind === 'conv2dTranspose' || layerKind(node.kind).family === 'recurrent';
    const places = (readsInput ? inputShape : outputShape)?.slice(0, -1);
    const values = kernels.reduce((total, { shape }) => total + shapeSize(shape), 0);
    return places ? sum + values * shapeSize(places) : sum;
  }, 0);
}

/** Bytes of the weights as 32-bit floats. */
export function weightBytes(parameters: number): number {
  return parameters * BYTES_PER_WEIGHT;
}
