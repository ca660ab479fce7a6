import { isAscii, isUtf8 } from 'node:buffer';
import { open, type FileHandle } from 'node:fs/promises';
import type { Encoding } from '#shared/domain/tableOptions.ts';
import { contentOf, type ContentFile } from '../content.ts';
import { fileTrouble } from '../fileTrouble.ts';
import { stopIfCancelled, type Phase, type Watch } from '../watch.ts';

const CHUNK_BYTES = 1 << 18;

/** Thrown when a file that was taken for UTF-8 is not; the reader then begins again with Latin-1. */
export const notUtf8 = new Error('not UTF-8');

const decoderNames = { latin1: 'windows-1252', 'utf-16le': 'utf-16le', 'utf-16be': 'utf-16be' } as const;

export interface EncodingGuess {
  readonly encoding: Encoding;
  readonly code: 'encodingBom' | 'encodingZeros' | 'encodingUtf8' | 'encodingLatin1';
}

/** What the first bytes say: a byte-order mark, the zeros of UTF-16, valid UTF-8, else Latin-1 (as browsers understand it: Windows-1252). */
export function guessEncoding(head: Buffer): EncodingGuess {
  if (head[0] === 0xff && head[1] === 0xfe) return { encoding: 'utf-16le', code: 'encodingBom' };
  if (head[0] === 0xfe && head[1] === 0xff) return { encoding: 'utf-16be', code: 'encodingBom' };
  if (bomLength(head) === 3) return { encoding: 'utf-8', code: 'encodingBom' };
  const zeros = zeroEncoding(head);
  if (zeros) return { encoding: zeros, code: 'encodingZeros' };
  const whole = head.subarray(0, lastCompleteCharacter(head));
  return isUtf8(whole) ? { encoding: 'utf-8', code: 'encodingUtf8' } : { encoding: 'latin1', code: 'encodingLatin1' };
}

/** UTF-16 without a mark: every other byte of Western text is zero. */
export function zeroEncoding(head: Buffer): 'utf-16le' | 'utf-16be' | null {
  const pairs = Math.floor(Math.min(head.length, 4096) / 2);
  let [even, odd] = [0, 0];
  for (let pair = 0; pair < pairs; pair++) {
    if (head[2 * pair] === 0) even += 1;
    if (head[2 * pair + 1] === 0) odd += 1;
  }
  if (pairs < 4) return null;
  if (odd > 0.6 * pairs && even === 0) return 'utf-16le';
  return even > 0.6 * pairs && odd === 0 ? 'utf-16be' : null;
}

/**
 * The text of a file as UTF-8 without its byte-order mark, in chunks. With `check` it throws `notUtf8` at the first chunk of a file of
 * encoding 'utf-8' that is not; without it such bytes become replacement characters.
 */
export async function* utf8Of(
  file: ContentFile,
  { encoding, check }: { readonly encoding: Encoding; readonly check: boolean },
  phase: Phase,
  watch: Watch,
): AsyncGenerator<Uint8Array, void, void> {
  const advance = watch.phase(phase, file);
  const isPacked = file.gzip || file.open !== undefined;
  const content = isPacked ? contentOf(file, watch.signal, advance) : plainContent(file, watch.signal, advance);
  yield* encoding === 'utf-8' ? utf8Chunks(content, check) : decoded(content, encoding);
}

/** The beginning of a file as text, whatever its bytes. */
export function headText(head: Buffer, encoding: Encoding): string {
  const text = encoding === 'utf-8' ? head.toString() : new TextDecoder(decoderNames[encoding]).decode(head);
  return text.replace(/^\ufeff/, '');
}

/**
 * The bytes of a file that is not packed, in two buffers used in turn: a chunk holds good until the next but one is asked for. One is
 * filled while the other is worked on.
 */
async function* plainContent(
  { path, name, bytes }: ContentFile,
  signal: AbortSignal,
  advance: (bytes: number) => void,
): AsyncGenerator<Buffer, void, void> {
  const size = Math.min(CHUNK_BYTES, bytes + 1);
  let handle: FileHandle | null = null;
  try {
    handle = await open(path, 'r');
    let [buffer, other] = [Buffer.allocUnsafe(size), Buffer.allocUnsafe(size)];
    let filling = handle.read(buffer, 0, size);
    for (;;) {
      const { bytesRead } = await filling;
      stopIfCancelled(signal);
      if (bytesRead === 0) return;
      filling = handle.read(other, 0, size);
      // Nobody waits for it when the reader stops here.
      filling.catch(() => undefined);
      advance(bytesRead);
      yield buffer.subarray(0, bytesRead);
      [buffer, other] = [other, buffer];
    }
  } catch (error) {
    throw fileTrouble(error, name);
  } finally {
    await handle?.close();
  }
}

async function* utf8Chunks(content: AsyncIterable<Buffer>, check: boolean): AsyncGenerator<Uint8Array, void, void> {
  let carried: Buffer = Buffer.alloc(0);
  let isFirst = true;
  for await (const chunk of content) {
    const joined = carried.length > 0 ? Buffer.concat([carried, chunk]) : chunk;
    const end = lastCompleteCharacter(joined);
    const whole = joined.subarray(0, end);
    if (check && !isUtf8(whole)) throw notUtf8;
    carried = Buffer.from(joined.subarray(end));
    yield isFirst ? whole.subarray(bomLength(whole)) : whole;
    isFirst = false;
  }
  if (carried.length === 0) return;
  if (check) throw notUtf8;
  yield carried;
}

async function* decoded(
  content: AsyncIterable<Buffer>,
  encoding: keyof typeof decoderNames,
): AsyncGenerator<Uint8Array, void, void> {
  // Its own byte-order mark is left out by the decoder.
  const decoder = new TextDecoder(decoderNames[encoding]);
  for await (const chunk of content)
    yield encoding === 'latin1' && isAscii(chunk) ? chunk : Buffer.from(decoder.decode(chunk, { stream: true }));
  yield Buffer.from(decoder.decode());
}

function bomLength(bytes: Uint8Array): number {
  return bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0;
}

/** Where the last, perhaps cut, character begins: at most three bytes before the end. */
function lastCompleteCharacter(bytes: Buffer): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back++) {
    const byte = bytes[bytes.length - back]!;
    if (byte < 0x80) return bytes.length;
    const length = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : byte >= 0xc0 ? 2 : 0;
    if (length > 0) return length > back ? bytes.length - back : bytes.length;
  }
  return bytes.length;
}
