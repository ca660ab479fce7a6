import { bytesAddress } from '#shared/contract.ts';
import { StudioError } from '#shared/result.ts';

type Part = 'samples' | 'targets';

async function open(
  dataset: string,
  part: Part,
  signal: AbortSignal,
): Promise<ReadableStreamDefaultReader<Uint8Array>> {
  const response = await fetch(bytesAddress.datasetPart(dataset, part), { signal }).catch((error: unknown) => {
    // Who looked away is told so; anything else means that nobody answered.
    throw signal.aborted ? error : new StudioError('hostLost');
  });
  if (!response.ok || !response.body)
    throw new StudioError('datasetUnreadable', { name: dataset, status: response.status });
  return response.body.getReader();
}

/** The first `length` bytes of a part of a data set, or all there are; the rest is not read. Throws `datasetUnreadable`, or `hostLost` where nobody answers. */
export async function readPrefix(
  dataset: string,
  part: Part,
  length: number,
  signal: AbortSignal,
): Promise<Uint8Array<ArrayBuffer>> {
  const reader = await open(dataset, part, signal);
  const bytes = new Uint8Array(length);
  let filled = 0;
  while (filled < length) {
    const { value, done } = await reader.read();
    if (done) break;
    const piece = value.subarray(0, length - filled);
    bytes.set(piece, filled);
    filled += piece.length;
  }
  await reader.cancel();
  return bytes.slice(0, filled);
}

/** Hands over a part piece by piece with the position of each; the whole is never in memory. Throws as `readPrefix` does. */
export async function readPieces(
  dataset: string,
  part: Part,
  signal: AbortSignal,
  take: (piece: Uint8Array, at: number) => void,
): Promise<void> {
  const reader = await open(dataset, part, signal);
  let at = 0;
  for (let next = await reader.read(); !next.done; next = await reader.read()) {
    take(next.value, at);
    at += next.value.length;
  }
}
