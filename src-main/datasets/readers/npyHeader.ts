import { StudioError } from '#shared/result.ts';

/** Head of a NumPy array file: shape, how an element is stored, and where the elements begin. Format: numpy.lib.format, versions 1 to 3. */
export interface NpyHeader {
  readonly shape: readonly number[];
  readonly elementBytes: number;
  /** Whole numbers only. */
  readonly isInteger: boolean;
  /** Whole numbers from 0 to 255 only. */
  readonly isByte: boolean;
  readonly bodyOffset: number;
  /** Reads the element at a byte position. */
  readonly read: (view: DataView, at: number) => number;
}

interface ElementType {
  readonly bytes: number;
  readonly isInteger: boolean;
  readonly read: (view: DataView, at: number, isLittle: boolean) => number;
}

const types: Readonly<Record<string, ElementType>> = {
  b1: { bytes: 1, isInteger: true, read: (view, at) => view.getUint8(at) },
  u1: { bytes: 1, isInteger: true, read: (view, at) => view.getUint8(at) },
  i1: { bytes: 1, isInteger: true, read: (view, at) => view.getInt8(at) },
  u2: { bytes: 2, isInteger: true, read: (view, at, little) => view.getUint16(at, little) },
  i2: { bytes: 2, isInteger: true, read: (view, at, little) => view.getInt16(at, little) },
  u4: { bytes: 4, isInteger: true, read: (view, at, little) => view.getUint32(at, little) },
  i4: { bytes: 4, isInteger: true, read: (view, at, little) => view.getInt32(at, little) },
  u8: { bytes: 8, isInteger: true, read: (view, at, little) => Number(view.getBigUint64(at, little)) },
  i8: { bytes: 8, isInteger: true, read: (view, at, little) => Number(view.getBigInt64(at, little)) },
  f2: { bytes: 2, isInteger: false, read: (view, at, little) => view.getFloat16(at, little) },
  f4: { bytes: 4, isInteger: false, read: (view, at, little) => view.getFloat32(at, little) },
  f8: { bytes: 8, isInteger: false, read: (view, at, little) => view.getFloat64(at, little) },
};

/** More elements are a damaged head rather than a set one could train on. */
const MAX_ELEMENTS = 2 ** 32;

/** Parses and checks the head; throws `npyDamaged`, `npyType`, `npyFortran`, `npyShape`. */
export function parseNpyHeader(head: Buffer, name: string): NpyHeader {
  const { text, bodyOffset } = headerText(head, name);
  const descr = /'descr'\s*:\s*'([^']{1,20})'/.exec(text)?.[1];
  const dimensions = /'shape'\s*:\s*\(([\d\s,L]*)\)/.exec(text)?.[1];
  if (dimensions === undefined || !/'descr'/.test(text)) throw new StudioError('npyDamaged', { name });
  const type = types[descr?.slice(1) ?? ''];
  if (descr === undefined || !type || !/^[<>|=]/.test(descr))
    throw new StudioError('npyType', { name, type: descr ?? '–' });
  const shape = dimensions.split(',').flatMap((size) => (size.trim() === '' ? [] : [Number.parseInt(size, 10)]));
  const elements = shape.reduce((product, size) => product * size, 1);
  if (shape.length === 0 || elements < 1 || elements > MAX_ELEMENTS)
    throw new StudioError('npyShape', { name, shape: shape.join(' × ') || '–' });
  if (shape.length > 1 && /'fortran_order'\s*:\s*True/.test(text)) throw new StudioError('npyFortran', { name });
  const isLittle = !descr.startsWith('>');
  return {
    shape,
    elementBytes: type.bytes,
    isInteger: type.isInteger,
    isByte: type === types.u1 || type === types.b1,
    bodyOffset,
    read: (view, at) => type.read(view, at, isLittle),
  };
}

function headerText(head: Buffer, name: string): { readonly text: string; readonly bodyOffset: number } {
  const version = head[6] ?? 0;
  const start = version === 1 ? 10 : 12;
  if (head.length < start || version < 1 || version > 3) throw new StudioError('npyDamaged', { name });
  const length = version === 1 ? head.readUInt16LE(8) : head.readUInt32LE(8);
  if (start + length > head.length) throw new StudioError('npyDamaged', { name });
  return { text: head.toString('latin1', start, start + length), bodyOffset: start + length };
}
