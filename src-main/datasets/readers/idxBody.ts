import { StudioError } from '#shared/result.ts';
import { contentOf, type ContentFile } from '../content.ts';
import type { Watch } from '../watch.ts';
import type { IdxHeader } from './idxHeader.ts';

/** Streams the elements of an IDX file to `take` and checks that there are as many as the head says; throws `idxTruncated`, `idxTrailing`. */
export async function readIdxBody(
  file: ContentFile,
  header: IdxHeader,
  watch: Watch,
  take: (elements: Buffer) => Promise<void> | void,
): Promise<void> {
  let position = 0;
  const end = header.bodyOffset + header.bodyBytes;
  for await (const chunk of contentOf(file, watch.signal, watch.phase('reading', file))) {
    const from = Math.max(0, header.bodyOffset - position);
    position += chunk.length;
    // Stops at the first byte too many: a gzip bomb is not unpacked to its end.
    if (position > end) throw new StudioError('idxTrailing', { name: file.name, expected: end });
    if (from < chunk.length) await take(chunk.subarray(from));
  }
  if (position < end) throw new StudioError('idxTruncated', { name: file.name, expected: end, found: position });
}
