import { createHash } from 'node:crypto';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join, relative } from 'node:path';

/** SHA-256 (hex) over the names and contents of files and folders below `root`; what is missing counts as absent, not as an error. */
export async function fingerprint(root: string, entries: readonly string[]): Promise<string> {
  const hash = createHash('sha256');
  for (const file of (await Promise.all(entries.map((entry) => filesBelow(join(root, entry))))).flat().sort()) {
    const content = await readFile(file);
    hash.update(`${relative(root, file)}\0${content.length}\0`).update(content);
  }
  return hash.digest('hex');
}

async function filesBelow(path: string): Promise<readonly string[]> {
  const info = await stat(path).catch(() => null);
  if (info === null) return [];
  if (!info.isDirectory()) return [path];
  const found = await readdir(path, { recursive: true, withFileTypes: true });
  return found.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
}
