import type { ModelCheck } from '#shared/domain/modelCheck.ts';
import { cpuLayerKinds } from './layers/index.ts';

/** True where the CPU engine has every layer kind of the model. */
export function canTrainOnCpu(check: ModelCheck): boolean {
  return check.rows.every((row) => cpuLayerKinds.includes(row.node.kind));
}
