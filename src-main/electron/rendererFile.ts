import { extname, isAbsolute, relative, resolve } from 'node:path';

const contentTypes: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.wasm': 'application/wasm',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.webp': 'image/webp',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.txt': 'text/plain; charset=utf-8',
};

/** Content type by file name; with `nosniff` a wrong one would stop scripts, workers and WebAssembly. */
export function contentTypeOf(file: string): string {
  return contentTypes[extname(file).toLowerCase()] ?? 'application/octet-stream';
}

/** The file of the built renderer that an address path names, or null where it leads outside, is hidden or malformed; `/` is `index.html`. */
export function rendererFile(folder: string, encodedPath: string): string | null {
  const path = decoded(encodedPath);
  if (path === null || /[\0\\]|\/\./.test(path)) return null;
  const file = resolve(folder, `.${path === '/' ? '/index.html' : path}`);
  return isBelow(folder, file) ? file : null;
}

/** Whether a full path lies below a folder: by their relation, never by a common beginning of their names. */
export function isBelow(folder: string, file: string): boolean {
  const relation = relative(folder, file);
  return relation !== '' && relation !== '..' && !/^\.\.[\\/]/.test(relation) && !isAbsolute(relation);
}

function decoded(path: string): string | null {
  try {
    return decodeURIComponent(path);
  } catch {
    return null;
  }
}
