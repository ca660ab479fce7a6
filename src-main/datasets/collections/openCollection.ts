import type { ProbedFile } from '../readers/probe.ts';
import type { Collection } from './entry.ts';
import { openFolder } from './folder.ts';
import { openTar } from './tar.ts';
import { openZip } from './zip.ts';

export const containers = ['folder', 'zip', 'tar'] as const;
export type Container = (typeof containers)[number];

/** A folder, a zip or a tar archive as the files in it. */
export function openCollection(
  file: Pick<ProbedFile, 'path' | 'name' | 'bytes' | 'gzip'>,
  container: Container,
  signal: AbortSignal,
): Promise<Collection> {
  if (container === 'folder') return openFolder(file.path, file.name);
  return container === 'zip' ? openZip(file.path, file.name, file.bytes) : openTar(file, signal);
}
