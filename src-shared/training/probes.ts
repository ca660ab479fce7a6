import type { ModelCheck } from '../domain/modelCheck.ts';
import { trainedWeights } from '../domain/trained.ts';
import { shapeSize } from '../layers/kind.ts';
import { isOptimizer, optimizer } from '../optimizers/index.ts';
import { generator } from '../random/generator.ts';

/** One parameter that is followed through a training. */
export interface Probe {
  /** Number of its tensor among those that are trained, in layer order. */
  readonly tensor: number;
  /** Its place in the tensor, row-major. */
  readonly index: number;
  /** `<layer id>/<weight>/<index>`: what its series are called. */
  readonly name: string;
}

/** Parameters followed per run. */
export const PROBES = 4;

/** Parameters picked by the seed, the same for all contenders: in turns from the kernels, the first layer's first. */
export function probesOf({ rows }: ModelCheck, seed: number): readonly Probe[] {
  const all = rows.flatMap((row) =>
    row.weights.filter((_, i) => trainedWeights(row)[i]).map((weight) => ({ node: row.node, weight })),
  );
  const tensors = all.map(({ node, weight }, tensor) => ({ tensor, node, weight, size: shapeSize(weight.shape) }));
  const kernels = tensors.filter(({ weight }) => weight.shape.length > 1);
  const random = generator(seed, 'probes');
  const picked = kernels.length === 0 ? [] : Array.from({ length: PROBES }, (_, i) => kernels[i % kernels.length]!);
  const probes = picked.map(({ tensor, node, weight, size }, i): Probe => {
    const index = random.below(i, size);
    return { tensor, index, name: `${node.id}/${weight.name}/${index}` };
  });
  return probes.filter(({ name }, i) => probes.findIndex((other) => other.name === name) === i);
}

/** True where every parameter has a rate of its own, so that following some of them tells something. */
function hasOwnRates(optimizerId: string): boolean {
  return isOptimizer(optimizerId) && optimizer(optimizerId).family !== 'descent';
}

/** The parameters followed in a run of this optimizer: none where its rule has one rate for all. */
export function probesFor(optimizerId: string, check: ModelCheck, seed: number): readonly Probe[] {
  return hasOwnRates(optimizerId) ? probesOf(check, seed) : [];
}
