import type { ModelCheck } from '#shared/domain/modelCheck.ts';
import { cpuLayerKinds } from './layers/index.ts';

/** True where the CPU engine has every layer kind of the model, and these. */
export function canTrainOnCpu(check: ModelCheck, alsoKinds: readonly string[] = []): boolean {
  const kinds = [...check.rows.map((row) => row.node.kind), ...alsoKinds];
  return kinds.every((kind) => cpuLayerKinds.includes(kind));
}
