import { bytesAddress } from '#shared/contract.ts';
import { keptStarts, type KeptWeights } from '#shared/domain/keptStart.ts';
import type { LayerGraph } from '#shared/domain/layerGraph.ts';
import { StudioError } from '#shared/result.ts';

/** Fetches the files that layers of the model begin with; throws `startMissing`. */
export async function fetchKept(model: LayerGraph): Promise<KeptWeights> {
  const files = keptStarts(model).map(async ({ file, source }) => {
    const response = await fetch(bytesAddress.startWeights(file));
    if (!response.ok) throw new StudioError('startMissing', { source });
    return [file, new Float32Array(await response.arrayBuffer())] as const;
  });
  return new Map(await Promise.all(files));
}
