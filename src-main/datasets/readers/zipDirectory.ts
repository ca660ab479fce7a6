const END_SIGNATURE = 0x06054b50;
const ENTRY_SIGNATURE = 0x02014b50;
const END_BYTES = 22;
const ENTRY_BYTES = 46;
const MAX_COMMENT_BYTES = 0xffff;

/** Sum of the unpacked sizes that the directory of a zip file states for the parts a test picks; 0 where there is no directory. */
export function unpackedBytes(zip: Uint8Array, isCounted: (name: string) => boolean): number {
  const view = new DataView(zip.buffer, zip.byteOffset, zip.byteLength);
  let at = directoryStart(view);
  let sum = 0;
  while (at >= 0 && at + ENTRY_BYTES <= view.byteLength && view.getUint32(at, true) === ENTRY_SIGNATURE) {
    const nameBytes = view.getUint16(at + 28, true);
    const name = new TextDecoder().decode(zip.subarray(at + ENTRY_BYTES, at + ENTRY_BYTES + nameBytes));
    if (isCounted(name)) sum += view.getUint32(at + 24, true);
    at += ENTRY_BYTES + nameBytes + view.getUint16(at + 30, true) + view.getUint16(at + 32, true);
  }
  return sum;
}

function directoryStart(view: DataView): number {
  const last = view.byteLength - END_BYTES;
  for (let at = last; at >= Math.max(0, last - MAX_COMMENT_BYTES); at--)
    if (view.getUint32(at, true) === END_SIGNATURE) return view.getUint32(at + 16, true);
  return -1;
}
