import { sameContender } from './contenderEdits.ts';
import { experimentOf } from './contenderPlan.ts';
import type { DatasetDescriptor } from './dataset.ts';
import type { Contender, Experiment } from './experiment.ts';
import type { LayerNode } from './layerGraph.ts';
import { variantIn, variantOf } from './modelVariants.ts';
import { repairAll } from './repairAll.ts';

/** Contenders beside a model that was fitted to data. */
export interface Refitted {
  readonly contenders: readonly Contender[];
  /** Names of those whose own layers are not what they were. */
  readonly changed: readonly string[];
}

/**
 * The contenders of `before` for the model of `fitted`: own layers are repaired as that of all was, else made from it in the way in which they
 * differed. Where neither can be done a contender loses its layers, and goes if nothing tells it from another then. `dataset`: null where the
 * model is another one, beside which layers of the old one would compare nothing.
 */
export function refitContenders(before: Experiment, fitted: Experiment, dataset: DatasetDescriptor | null): Refitted {
  const contenders: Contender[] = [];
  const changed: string[] = [];
  for (const contender of before.contenders) {
    const own = contender.changes?.layers;
    const layers = own ? refitted(before, fitted, contender, dataset) : null;
    const isSame = layers === (own ?? null);
    if (!isSame) changed.push(contender.name);
    const refit = isSame ? contender : withLayers(contender, layers);
    if (isSame || layers !== null || !sameContender(contenders, refit)) contenders.push(refit);
  }
  return { contenders: changed.length > 0 ? contenders : before.contenders, changed };
}

/** Own layers that fit; null where there are none. */
function refitted(
  before: Experiment,
  fitted: Experiment,
  contender: Contender,
  dataset: DatasetDescriptor | null,
): readonly LayerNode[] | null {
  const own = contender.changes!.layers!;
  const variant = variantIn(before.model, own);
  const made = variant === 'copy' || fitted.model === before.model ? null : variantOf(fitted.model, variant);
  if (made) return made;
  const repaired = dataset && repairAll(experimentOf(fitted, contender), dataset);
  if (!repaired) return null;
  return repaired.steps.length === 0 ? own : repaired.experiment.model.layers;
}

function withLayers(contender: Contender, layers: readonly LayerNode[] | null): Contender {
  const { layers: _, ...others } = contender.changes ?? {};
  const changes = layers === null ? others : { ...others, layers };
  const { changes: __, ...rest } = contender;
  return Object.keys(changes).length === 0 ? rest : { ...rest, changes };
}
