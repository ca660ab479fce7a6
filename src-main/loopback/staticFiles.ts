import fs from 'node:fs/promises';
import path from 'node:path';

export interface StaticFile {
  readonly path: string;
  readonly bytes: number;
  readonly type: string;
}

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.wasm': 'application/wasm',
  '.txt': 'text/plain; charset=utf-8',
};

/** The file of the built renderer behind a path (decoded once, absolute), or null: not there, not of a served type, or outside the folder. */
export async function findStaticFile(folder: string, requested: string): Promise<StaticFile | null> {
  const wanted = requested === '/' ? '/index.html' : requested;
  const type = types[path.extname(wanted)];
  if (!type) return null;
  try {
    const root = await fs.realpath(folder);
    // The real path decides: a link that leads out is outside.
    const file = await fs.realpath(path.join(root, wanted));
    if (!isInside(root, file)) return null;
    const found = await fs.stat(file);
    return found.isFile() ? { path: file, bytes: found.size, type } : null;
  } catch {
    return null;
  }
}

/** True for a path below the folder, by their relation and never by a common beginning of their names. */
export function isInside(folder: string, file: string): boolean {
  const relation = path.relative(folder, file);
  return relation !== '' && !path.isAbsolute(relation) && relation.split(path.sep)[0] !== '..';
}
