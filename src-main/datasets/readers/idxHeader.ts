import { StudioError } from '#shared/result.ts';

/** Head of an IDX file: element type, sizes of the dimensions, and where the elements begin. See docs/datasets.md. */
export interface IdxHeader {
  readonly shape: readonly number[];
  readonly bodyOffset: number;
  /** Bytes of the elements: one per element, since only unsigned bytes are read. */
  readonly bodyBytes: number;
}

const typeNames: Readonly<Record<number, string>> = {
  0x09: 'int8',
  0x0b: 'int16',
  0x0c: 'int32',
  0x0d: 'float32',
  0x0e: 'float64',
};
const UNSIGNED_BYTE = 0x08;

/** More than this in one file is a damaged header rather than a data set one could train on. */
const MAX_BODY_BYTES = 2 ** 32;

/** Parses and checks the head of an IDX file of labels (one dimension) or pictures (3: grey, 4: with channels); throws `idx…`. */
export function parseIdxHeader(head: Buffer, name: string): IdxHeader {
  const dimensions = checkMagic(head, name);
  const bodyOffset = 4 + 4 * dimensions;
  if (head.length < bodyOffset)
    throw new StudioError('idxTruncated', { name, expected: bodyOffset, found: head.length });
  const shape = Array.from({ length: dimensions }, (_, i) => head.readUInt32BE(4 + 4 * i));
  const bodyBytes = shape.reduce((product, size) => product * size, 1);
  if (bodyBytes === 0) throw new StudioError('idxNoSamples', { name, shape: shape.join(' × ') });
  if (bodyBytes > MAX_BODY_BYTES) throw new StudioError('idxTooLarge', { name, shape: shape.join(' × ') });
  const channels = shape[3] ?? 1;
  if (channels !== 1 && channels !== 3) throw new StudioError('idxChannels', { name, found: channels });
  return { shape, bodyOffset, bodyBytes };
}

/** Two zero bytes, the type, the number of dimensions; gives the last. */
function checkMagic(head: Buffer, name: string): number {
  const [zero0 = 1, zero1 = 1, type = 0, dimensions = 0] = head;
  const known = type === UNSIGNED_BYTE || typeNames[type] !== undefined;
  if (zero0 !== 0 || zero1 !== 0 || !known) {
    throw new StudioError('idxMagic', { name, found: `0x${head.toString('hex', 0, 4)}` });
  }
  if (type !== UNSIGNED_BYTE) throw new StudioError('idxType', { name, type: typeNames[type] ?? String(type) });
  if (dimensions !== 1 && dimensions !== 3 && dimensions !== 4)
    throw new StudioError('idxDimensions', { name, found: dimensions });
  return dimensions;
}
