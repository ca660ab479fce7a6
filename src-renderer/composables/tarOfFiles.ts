import { StudioError } from '#shared/result.ts';

/** A file and its path inside the folder it came in, with slashes. */
export interface FolderFile {
  readonly path: string;
  readonly file: File;
}

const BLOCK = 512;
/** Files up to this size are read while packing: a browser takes a minute to open thousands of them once a request has begun, and the host waits for no silent one. */
const HELD_BYTES = 1 << 18;
/** So many are read at a time. */
const AT_ONCE = 64;
/** Longer names stand in a block of their own before the file (GNU). */
const NAME_BYTES = 100;

/**
 * The files of a folder as one tar archive, in the order of their paths; the same files give the same bytes. Small ones are read here, into the browser's
 * store of blobs, larger ones while the archive is sent. Throws `fileUnreadable`, `cancelled`.
 */
export async function tarOfFiles(name: string, files: readonly FolderFile[], signal?: AbortSignal): Promise<File> {
  const sorted = files.toSorted((a, b) => (a.path < b.path ? -1 : 1));
  const parts: Blob[] = [];
  for (let at = 0; at < sorted.length; at += AT_ONCE) {
    if (signal?.aborted) throw new StudioError('cancelled');
    const members = await Promise.all(sorted.slice(at, at + AT_ONCE).map(memberOf));
    parts.push(new Blob(members.flat()));
  }
  return new File([...parts, new Uint8Array(2 * BLOCK)], `${name}.tar`);
}

async function memberOf({ path, file }: FolderFile): Promise<BlobPart[]> {
  const bytes = new TextEncoder().encode(path);
  const long = bytes.length > NAME_BYTES ? [header('././@LongLink', bytes.length, 'L'), padded(bytes)] : [];
  const content = file.size > HELD_BYTES ? file : await file.arrayBuffer().catch(() => null);
  if (!content) throw new StudioError('fileUnreadable', { name: path });
  return [...long, header(bytes.subarray(0, NAME_BYTES), file.size, '0'), content, zeros(file.size)];
}

/** A ustar header without owner and time. */
function header(name: string | Uint8Array, size: number, type: '0' | 'L'): Uint8Array<ArrayBuffer> {
  const block = new Uint8Array(BLOCK);
  const write = (at: number, text: string | Uint8Array): void =>
    block.set(typeof text === 'string' ? new TextEncoder().encode(text) : text, at);
  write(0, name);
  write(100, '0000644\0');
  write(108, '0000000\0');
  write(116, '0000000\0');
  // Eleven octal digits hold 8 GiB, more than the host takes.
  write(124, `${size.toString(8).padStart(11, '0')}\0`);
  write(136, '00000000000\0');
  write(148, '        ');
  write(156, type);
  write(257, 'ustar\x0000');
  const sum = block.reduce((total, byte) => total + byte, 0);
  write(148, `${sum.toString(8).padStart(6, '0')}\0 `);
  return block;
}

function padded(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const block = new Uint8Array(Math.ceil(bytes.length / BLOCK) * BLOCK);
  block.set(bytes);
  return block;
}

/** What fills the last block of so many bytes. */
function zeros(size: number): Uint8Array<ArrayBuffer> {
  return new Uint8Array((BLOCK - (size % BLOCK)) % BLOCK);
}
