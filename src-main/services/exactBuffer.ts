/** The same bytes in a buffer of their own: Node's small ones lie in a shared pool, and typed arrays want to begin where a number may. */
export function exactBuffer(bytes: Buffer<ArrayBuffer>): ArrayBuffer {
  return bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength);
}
