import { withBiases, type LeftOutBias } from '#shared/layers/bias.ts';
import { shapeSize } from '#shared/layers/kind.ts';
import type { CpuLayerKind } from './cpuLayer.ts';

/** A layer that does without biases: zeros stand for them, and what would be their gradients goes where nobody reads it. */
export function withZeroBiases(kind: CpuLayerKind, leftOut: readonly LeftOutBias[]): CpuLayerKind {
  if (leftOut.length === 0) return kind;
  return (site) => {
    const layer = kind(site);
    const room = (): number[] => leftOut.map(({ shape }) => site.keep(shapeSize(shape)));
    const [zeros, unread] = [room(), room()];
    return {
      ...layer,
      forward: (x, weights, ...others) => layer.forward(x, withBiases(weights, leftOut, zeros), ...others),
      backward: (pass) =>
        layer.backward({
          ...pass,
          weights: withBiases(pass.weights, leftOut, zeros),
          gradients: withBiases(pass.gradients, leftOut, unread),
        }),
    };
  };
}
