/** A file and its path inside the folder it came in, with slashes. */
export interface FolderFile {
  readonly path: string;
  readonly file: File;
}

const BLOCK = 512;
/** Longer names stand in a block of their own before the file (GNU). */
const NAME_BYTES = 100;

/**
 * The files of a folder as one tar archive, in the order of their paths. Nothing is read here: the parts are the files themselves, and are read
 * while the archive is sent. The same files give the same bytes.
 */
export function tarOfFiles(name: string, files: readonly FolderFile[]): File {
  const parts: BlobPart[] = [];
  for (const { path, file } of files.toSorted((a, b) => (a.path < b.path ? -1 : 1))) {
    const bytes = new TextEncoder().encode(path);
    if (bytes.length > NAME_BYTES) parts.push(header('././@LongLink', bytes.length, 'L'), padded(bytes));
    parts.push(header(bytes.subarray(0, NAME_BYTES), file.size, '0'), file, zeros(file.size));
  }
  return new File([...parts, new Uint8Array(2 * BLOCK)], `${name}.tar`);
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
