import { readFile } from 'node:fs/promises';
import type { Contender } from '#shared/domain/experiment.ts';
import type { LayerNode, Shape } from '#shared/domain/layerGraph.ts';
import { checkModel, type ModelCheck } from '#shared/domain/modelCheck.ts';
import type { ParamValues } from '#shared/domain/params.ts';
import { initialWeights } from '#shared/initializers/initialWeights.ts';
import { shapeSize } from '#shared/layers/kind.ts';
import type { PreparedData } from '#shared/preprocessing/preparedData.ts';
import { generator } from '#shared/random/generator.ts';
import { createCpuExecutor, type CpuExecutor } from '../../../src-renderer/engine/cpu/executor.ts';
import { instantiateKernels } from '../../../src-renderer/engine/cpu/instantiateKernels.ts';
import type { Kernels } from '../../../src-renderer/engine/cpu/kernels.ts';
import { dataOf } from '../../support/dataOf.ts';
import { ensureKernels, kernelFile, type KernelBuild } from '../../../scripts/kernels.ts';

export { dataOf };

/** What a test trains. */
export interface Bench {
  readonly check: ModelCheck;
  readonly loss: string;
  readonly data: PreparedData;
}

/** Layers by kind and parameters. */
export function layers(...nodes: readonly (readonly [kind: string, params: ParamValues])[]): LayerNode[] {
  return nodes.map(([kind, params], i) => ({ id: `l${i}`, kind, params }));
}

/** A data set of random rows: classes where `classes` says how many, else numbers. */
export function randomData(inputShape: Shape, rows: number, classes: number | null): PreparedData {
  const sampleSize = shapeSize(inputShape);
  const random = generator(11, 'rows');
  const samples = Float32Array.from({ length: rows * sampleSize }, (_, i) => random.normal(i));
  const targets = Float32Array.from({ length: rows }, (_, row) =>
    classes === null ? generator(11, 'targets').normal(row) : generator(11, 'classes').below(row, classes),
  );
  return dataOf(inputShape, samples, targets, classes);
}

/** The model without regard to what its last layer should be. */
export function bench(nodes: readonly LayerNode[], loss: string, data: PreparedData): Bench {
  return { check: checkModel({ layers: nodes }, data.shape.inputShape, data.shape.demand, loss), loss, data };
}

export function executorOn(kernels: Kernels, { check, loss, data }: Bench, batchSize: number): CpuExecutor {
  return createCpuExecutor({ kernels, check, loss, data, batchSize });
}

export function contender(optimizer: string, params: ParamValues = {}): Contender {
  return { name: optimizer, optimizer, params, slot: 1 };
}

/** Start weights with biases that are not all alike, so that a bias in the wrong place shows. */
export function startWeights(check: ModelCheck, seed: number): Float32Array[] {
  const random = generator(seed, 'biases');
  return initialWeights(check, seed).map((values, at) =>
    values.map((value, i) => (value === 0 ? 0.2 * random.normal(1000 * at + i) : value)),
  );
}

/** Row numbers `from` … `from + count − 1`, around the end of `total`. */
export function rowsFrom(from: number, count: number, total: number): Uint32Array {
  return Uint32Array.from({ length: count }, (_, i) => (from + i) % total);
}

/** |a − b| / |b| over all tensors together. */
export function relativeDistance(a: readonly ArrayLike<number>[], b: readonly ArrayLike<number>[]): number {
  let [difference, size] = [0, 0];
  b.forEach((values, at) => {
    for (let i = 0; i < values.length; i++) {
      difference += (a[at]![i]! - values[i]!) ** 2;
      size += values[i]! ** 2;
    }
  });
  return Math.sqrt(difference / size);
}

export const noWait = (): Promise<void> => Promise.resolve();

/** A fresh instance of a build of the kernels, with a memory of its own. */
export async function kernelsOf(build: KernelBuild): Promise<Kernels> {
  await ensureKernels({ quiet: true });
  return instantiateKernels(await readFile(kernelFile(build)));
}
