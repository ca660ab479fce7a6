import { createHash } from 'node:crypto';
import { contentOf, type ContentFile } from './content.ts';
import type { Watch } from './watch.ts';

/** SHA-256 of the file as it lies on disk, in hexadecimal; throws what reading throws. */
export async function sha256Of(file: ContentFile, watch: Watch): Promise<string> {
  const advance = watch.phase('checking', file);
  const hash = createHash('sha256');
  for await (const chunk of contentOf({ ...file, gzip: false }, watch.signal, advance)) hash.update(chunk);
  return hash.digest('hex');
}
