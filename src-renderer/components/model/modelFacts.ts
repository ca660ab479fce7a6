import type { LayerRow } from '#shared/domain/modelCheck.ts';
import { shapeSize } from '#shared/layers/kind.ts';

const BYTES_PER_WEIGHT = 4;

/** Multiplications of one sample's forward pass: every kernel value is used once per place of the output. */
export function multiplications(rows: readonly LayerRow[]): number {
  return rows.reduce((sum, { weights, outputShape }) => {
    const kernel = weights.find(({ name }) => name === 'kernel');
    return kernel && outputShape ? sum + shapeSize(kernel.shape) * shapeSize(outputShape.slice(0, -1)) : sum;
  }, 0);
}

/** Bytes of the weights as 32-bit floats. */
export function weightBytes(parameters: number): number {
  return parameters * BYTES_PER_WEIGHT;
}
