import { activationGradient } from '../programs/activation.ts';
import { productOnDevice } from '../programs/product.ts';
import { sumOfRows } from '../programs/sums.ts';
import type { ProgramLayer } from './programLayer.ts';
import { withGradient } from './withGradient.ts';

/** activation(x W + b): [batch, inputs] → [batch, units]. */
export const dense: ProgramLayer = (x, [kernel, bias = null], { applied, derived, inputDerived, ...wanted }) =>
  withGradient(
    { x, weights: bias ? [kernel!, bias] : [kernel!], ...wanted },
    {
      value: () => productOnDevice(x, kernel!, { bias, activation: applied }),
      gradients(dy, input, y) {
        const dz = derived === 'linear' ? dy : activationGradient(derived, y, dy);
        return {
          x: () => productOnDevice(dz, kernel!, { transposeB: true, derived: { by: inputDerived, y: input } }),
          weights: [() => productOnDevice(input, dz, { transposeA: true }), ...(bias ? [() => sumOfRows(dz)] : [])],
        };
      },
    },
  );
