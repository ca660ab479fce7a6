import { activationCodes, gateCodes } from '../../kernels.ts';
import { isCoded } from '../activation.ts';
import type { BackwardPass, LayerSite } from '../cpuLayer.ts';
import type { CellKind } from './cell.ts';
import { paddedWeights } from './paddedWeights.ts';
import { fromSteps, toSteps, type SequenceOrder } from './stepOrder.ts';

/** Which way a recurrence goes, and where its units stand among those of the layer's output. */
export interface Direction {
  readonly isReversed: boolean;
  readonly units: number;
  readonly column: number;
  /** True where the gradient of the input is added to what another direction left there. */
  readonly addsGradient: boolean;
}

/** A cell over the sequences of its layer, in one direction. */
export interface Recurrence {
  /** Writes its units of the output y. */
  forward(x: number, weights: readonly number[], rows: number, y: number): void;
  /** Writes the gradients of its weights and, where the layer needs it, that of the input. */
  backward(pass: BackwardPass): void;
}

/** Lays a recurrence out: x W + b of all steps in one product, the cell over the steps, the gradient of every kernel in one product. */
export function planRecurrence(site: LayerSite, cellKind: CellKind, direction: Direction): Recurrence {
  const { kernels, isFrozen, needsInputGradient } = site;
  const [steps = 1, features = 1] = site.inputShape;
  const { units, column, isReversed, addsGradient } = direction;
  const padded = 4 * Math.ceil(units / 4);
  const { room, keep } = site;
  const cell = cellKind({ kernels, steps, padded, ...codesOf(site), room, keep });
  const columns = cell.gates * padded;
  const weightsOf = paddedWeights(kernels, site.keep, { features, units, padded, ...cell });
  const stride = site.outputShape.at(-1)!;
  const returnsSequences = site.outputShape.length === 2;
  const [xs, z, h] = [site.room(steps * features), site.room(steps * columns), site.room(steps * padded)];
  const dh = site.room(returnsSequences ? steps * padded : padded);
  for (const bytes of scratchOf(site, columns, padded)) site.scratch(bytes);
  const inputOrder: SequenceOrder = { steps, values: features, padded: features, stride: features, isReversed };
  const outputOrder: SequenceOrder = { steps, values: units, padded, stride, isReversed };
  return {
    forward(x, weights, rows, y) {
      const [kernel, recurrentKernel, bias] = weightsOf.load(weights);
      toSteps(kernels, x, xs, rows, inputOrder);
      kernels.dense(xs, kernel, bias, z, steps * rows, features, columns, activationCodes.linear);
      cell.forward({ rows, z, h, recurrentKernel, bias });
      const own = y + 4 * column;
      if (returnsSequences) fromSteps(kernels, h, own, rows, outputOrder);
      else kernels.copyBlocks(h + 4 * (steps - 1) * rows * padded, padded, own, stride, units, 0, rows);
    },
    backward({ weights, gradients, dy, dx, rows }) {
      const [kernel, recurrentKernel, bias] = weightsOf.load(weights);
      const [kernelGradient, ...others] = weightsOf.gradients(gradients);
      const own = dy + 4 * column;
      if (returnsSequences) toSteps(kernels, own, dh, rows, outputOrder);
      else kernels.copyBlocks(own, stride, dh, padded, units, padded - units, rows);
      const targets = isFrozen ? null : { recurrentKernel: others[0], bias: others[1] };
      const stepBytes = returnsSequences ? 4 * rows * padded : 0;
      cell.backward({ rows, z, h, recurrentKernel, bias, dh, stepBytes, gradients: targets });
      if (!isFrozen) {
        kernels.gemm(1, 0, features, columns, steps * rows, xs, z, kernelGradient, 0);
        weightsOf.store(gradients);
      }
      if (!needsInputGradient) return;
      kernels.gemm(0, 1, steps * rows, features, columns, z, kernel, xs, 0);
      fromSteps(kernels, xs, dx, rows, inputOrder, addsGradient);
    },
  };
}

function codesOf({ params }: LayerSite): { activation: number; gate: number } {
  const name = String(params.activation);
  return {
    activation: isCoded(name) ? activationCodes[name] : activationCodes.linear,
    gate: params.recurrentActivation === 'hardSigmoid' ? gateCodes.hardSigmoid : gateCodes.sigmoid,
  };
}

function scratchOf({ kernels, inputShape, mostRows }: LayerSite, columns: number, padded: number): number[] {
  const [steps = 1, features = 1] = inputShape;
  const most = steps * mostRows;
  return [
    kernels.recurrentScratch(padded, columns),
    kernels.gemmScratch(most, columns, features),
    kernels.gemmScratch(features, columns, most),
    kernels.gemmScratch(padded, columns, most),
    kernels.gemmScratch(most, features, columns),
  ];
}
