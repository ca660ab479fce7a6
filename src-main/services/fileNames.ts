/** Not allowed in a name on one system or another: separators, wildcards, control characters, direction marks. */
const REFUSED = /[<>:"/\\|?*\u0000-\u001f\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069]/gu;
/** Names of devices on Windows. */
const RESERVED = /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i;
/** Most file systems stop at 255 bytes; the rest is for endings and numbers. */
const LIMIT_BYTES = 180;

/** A title as the name of a file or folder on any system; `fallback` where nothing of it is left. */
export function safeName(title: string, fallback = 'experiment'): string {
  const cleaned = shorten(title.normalize('NFC').replace(REFUSED, ' ').replace(/\s+/g, ' ').trim());
  const name = cleaned
    .replace(/^[. ]+/, '')
    .replace(/[. ]+$/, '')
    .trim();
  if (name === '') return fallback;
  return RESERVED.test(name) ? `${name}_` : name;
}

/** Cuts between characters, never inside one. */
function shorten(text: string): string {
  let [bytes, kept] = [0, ''];
  for (const character of text) {
    bytes += Buffer.byteLength(character);
    if (bytes > LIMIT_BYTES) break;
    kept += character;
  }
  return kept;
}
