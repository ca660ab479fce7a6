import { StudioError } from '#shared/result.ts';
import { MAX_RECORD_BYTES, type Scanner } from './csvScan.ts';

/** Bytes a chunk is scanned in at a time. */
const PIECE_BYTES = 1 << 18;

/**
 * Runs a scanner over a stream of UTF-8 bytes. Memory: one record and one piece, in a buffer that is used again. Throws `csvRowTooLong`.
 * `isWhole` says at the end whether the last record is, or a piece to leave out.
 */
export async function scanStream(
  chunks: AsyncIterable<Uint8Array>,
  scanner: Scanner,
  name: string,
  isWhole = (): boolean => true,
): Promise<void> {
  let buffer: Buffer = Buffer.allocUnsafe(0);
  let held = 0;
  for await (const chunk of chunks)
    for (let from = 0; from < chunk.length; from += PIECE_BYTES) {
      const piece = chunk.subarray(from, from + PIECE_BYTES);
      // One byte more: the scanner puts a line break behind the last.
      if (buffer.length <= held + piece.length) buffer = grown(buffer, held + piece.length + 1);
      buffer.set(piece, held);
      const end = held + piece.length;
      const used = scanner.scan(buffer, end, false);
      buffer.copyWithin(0, used, end);
      held = end - used;
      if (held > MAX_RECORD_BYTES) throw new StudioError('csvRowTooLong', { name, line: scanner.line() });
    }
  if (isWhole() && held > 0) scanner.scan(buffer, held, true);
}

function grown(buffer: Buffer, length: number): Buffer {
  const larger = Buffer.allocUnsafe(Math.max(length, Math.min(2 * buffer.length, MAX_RECORD_BYTES + PIECE_BYTES + 1)));
  larger.set(buffer);
  return larger;
}
