import { statSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { readWhole } from '../fileTrouble.ts';
import { byPath, checkCount, isHidden, type Collection, type Entry } from './entry.ts';

/** Deeper folders are no class folders, and a loop of links would have no end. */
const MAX_DEPTH = 8;

/** The files below a folder. Links are not followed: what they lead to may lie anywhere. */
export async function openFolder(root: string, name: string): Promise<Collection> {
  const entries: Entry[] = [];
  await walk(root, '', 0, name, entries);
  entries.sort(byPath);
  return {
    entries,
    async *contents(wanted, advance = () => undefined) {
      for (const entry of entries.filter(wanted)) {
        const content = readWhole(join(root, entry.path), entry.path);
        advance(content.length);
        yield { entry, content };
      }
    },
    close: () => undefined,
  };
}

async function walk(root: string, inside: string, depth: number, name: string, found: Entry[]): Promise<void> {
  const all = await readdir(join(root, inside), { withFileTypes: true });
  for (const item of all) {
    const path = inside === '' ? item.name : `${inside}/${item.name}`;
    if (isHidden(item.name)) continue;
    if (item.isDirectory() && depth < MAX_DEPTH) await walk(root, path, depth + 1, name, found);
    if (item.isFile()) found.push({ path, bytes: statSync(join(root, path)).size });
    checkCount(found.length, name);
  }
}
