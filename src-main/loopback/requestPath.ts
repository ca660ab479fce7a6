export interface RequestPath {
  /** Percent-encoded as it came. */
  readonly raw: string;
  /** Decoded once. */
  readonly path: string;
  readonly query: URLSearchParams;
}

/**
 * Takes a request line's target apart; null for anything but a plain absolute path. Nothing is normalised: a path that would climb,
 * hides a separator, or carries a control character is refused instead of being repaired.
 */
export function requestPath(target: string): RequestPath | null {
  const [raw = '', ...queries] = target.split('?');
  const path = decodedOnce(raw);
  if (path === null || !path.startsWith('/') || hasControl(path) || path.includes('\\')) return null;
  const parts = path.slice(1).split('/');
  if (parts.slice(0, -1).includes('') || parts.some((part) => part.startsWith('.'))) return null;
  // An encoded separator is one part that pretends to be two.
  if (raw.split('/').length !== path.split('/').length) return null;
  return { raw, path, query: new URLSearchParams(queries.join('?')) };
}

function decodedOnce(raw: string): string | null {
  try {
    return decodeURIComponent(raw);
  } catch {
    return null;
  }
}

function hasControl(text: string): boolean {
  return [...text].some((character) => character < ' ' || character === '\u007f');
}
