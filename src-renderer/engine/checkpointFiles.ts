import { bytesAddress } from '#shared/contract.ts';
import { decodeCheckpoint } from '#shared/domain/checkpointBytes.ts';
import { StudioError } from '#shared/result.ts';
import type { RunRequest } from './messages.ts';
import type { Checkpoints } from './trainer.ts';

/** Fetches the checkpoints that these runs go on from; throws `checkpointMissing`, `checkpointNotReadable`. */
export async function fetchCheckpoints(runs: readonly RunRequest[]): Promise<Checkpoints> {
  const entries = runs.map(async ({ id, checkpoint }) => {
    if (!checkpoint) return [];
    const response = await fetch(bytesAddress.checkpoint(id, checkpoint.number));
    if (!response.ok) throw new StudioError('checkpointMissing', { value: id });
    return [[id, decodeCheckpoint(new Uint8Array(await response.arrayBuffer()))] as const];
  });
  return new Map((await Promise.all(entries)).flat());
}
