import { StudioError } from '#shared/result.ts';
import { checkedPath } from './entry.ts';

const BLOCK = 512;
/** Long names and attributes are short texts; anything larger is an attempt to fill the memory. */
const MAX_META_BYTES = 1 << 16;

/** A plain file of a tar archive begins, or a piece of its content comes. */
export type TarEvent =
  | { readonly kind: 'file'; readonly path: string; readonly bytes: number }
  | { readonly kind: 'data'; readonly chunk: Buffer };

interface Header {
  readonly path: string;
  readonly bytes: number;
  readonly type: string;
}

/**
 * Takes a tar archive (ustar, GNU long names, pax paths and sizes) apart while it streams by; links, folders and devices are passed over.
 * Throws `archiveDamaged` for a wrong checksum or an early end, `archivePath` for a path that leads outside.
 */
export async function* tarEvents(chunks: AsyncIterable<Buffer>, name: string): AsyncGenerator<TarEvent, void, void> {
  const source = pieces(chunks, name);
  try {
    yield* eventsOf(source, name);
  } finally {
    await source.close();
  }
}

async function* eventsOf(source: ReturnType<typeof pieces>, name: string): AsyncGenerator<TarEvent, void, void> {
  let longPath: string | null = null;
  let longSize: number | null = null;
  for (;;) {
    const block = await source.exactly(BLOCK);
    if (block === null || block.every((byte) => byte === 0)) return;
    const header = parseHeader(block, name);
    const bytes = longSize ?? header.bytes;
    const padding = (BLOCK - (bytes % BLOCK)) % BLOCK;
    if (header.type === 'L' || header.type === 'x') {
      const text = (await source.held(header.bytes)).toString('utf8');
      await source.skip((BLOCK - (header.bytes % BLOCK)) % BLOCK);
      if (header.type === 'L') longPath = text.replace(/\0.*$/s, '');
      else [longPath, longSize] = [paxValue(text, 'path') ?? longPath, sizeOf(paxValue(text, 'size'), name)];
      continue;
    }
    if (header.type === '0' || header.type === '\0' || header.type === '7') {
      yield { kind: 'file', path: checkedPath(longPath ?? header.path, name), bytes };
      for await (const chunk of source.streamed(bytes)) yield { kind: 'data', chunk };
    } else await source.skip(bytes);
    await source.skip(padding);
    [longPath, longSize] = [null, null];
  }
}

function parseHeader(block: Buffer, name: string): Header {
  const sum = block.reduce((total, byte, at) => total + (at >= 148 && at < 156 ? 0x20 : byte), 0);
  if (sum !== octal(block, 148, 8)) throw new StudioError('archiveDamaged', { name });
  const prefix = textAt(block, 257, 5) === 'ustar' ? textAt(block, 345, 155) : '';
  const path = textAt(block, 0, 100);
  const bytes = checkedSize(sizeField(block), name);
  return { path: prefix === '' ? path : `${prefix}/${path}`, bytes, type: String.fromCharCode(block[156]!) };
}

function textAt(block: Buffer, at: number, length: number): string {
  const field = block.subarray(at, at + length);
  const end = field.indexOf(0);
  return field.toString('utf8', 0, end < 0 ? length : end);
}

function octal(block: Buffer, at: number, length: number): number {
  return Number.parseInt(textAt(block, at, length).trim() || '0', 8);
}

/** Octal digits, or, with the highest bit set, a big-endian number. */
function sizeField(block: Buffer): number {
  if ((block[124]! & 0x80) === 0) return octal(block, 124, 12);
  return block.subarray(125, 136).reduce((value, byte) => value * 256 + byte, block[124]! & 0x7f);
}

function checkedSize(bytes: number, name: string): number {
  if (!Number.isSafeInteger(bytes) || bytes < 0) throw new StudioError('archiveDamaged', { name });
  return bytes;
}

/** A value of the `length key=value` lines of a pax header. */
function paxValue(text: string, key: string): string | null {
  const line = text.split('\n').find((each) => each.slice(each.indexOf(' ') + 1).startsWith(`${key}=`));
  return line === undefined ? null : line.slice(line.indexOf('=') + 1);
}

function sizeOf(text: string | null, name: string): number | null {
  return text === null ? null : checkedSize(Number(text), name);
}

/** Reads a stream of chunks by lengths. */
function pieces(chunks: AsyncIterable<Buffer>, name: string) {
  const iterator = chunks[Symbol.asyncIterator]();
  let rest: Buffer = Buffer.alloc(0);
  const damaged = (): StudioError => new StudioError('archiveDamaged', { name });
  const fill = async (): Promise<boolean> => {
    while (rest.length === 0) {
      const { value, done } = await iterator.next();
      if (done) return false;
      rest = value;
    }
    return true;
  };
  async function* streamed(length: number): AsyncGenerator<Buffer, void, void> {
    for (let left = length; left > 0;) {
      if (!(await fill())) throw damaged();
      const chunk = rest.subarray(0, left);
      rest = rest.subarray(chunk.length);
      left -= chunk.length;
      yield chunk;
    }
  }
  const held = async (length: number): Promise<Buffer> => {
    if (length > MAX_META_BYTES) throw damaged();
    const parts: Buffer[] = [];
    for await (const part of streamed(length)) parts.push(part);
    return Buffer.concat(parts);
  };
  return {
    streamed,
    held,
    skip: async (length: number) => {
      for await (const _ of streamed(length)) continue;
    },
    /** Null at the end of the stream. */
    exactly: async (length: number) => ((await fill()) ? held(length) : null),
    /** Whoever reads no further lets go of the file behind the chunks. */
    close: async () => void (await iterator.return?.()),
  };
}
