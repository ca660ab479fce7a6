import { joinFloats } from '#shared/joinFloats.ts';

/** SHA-256 as 64 hexadecimal digits. */
async function sha256(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** SHA-256 of the initial weights one after another, as in final.weights.bin: two runs started alike when and only when it is equal. */
export function weightsHash(weights: readonly Float32Array[]): Promise<string> {
  return sha256(new Uint8Array(joinFloats(weights).buffer));
}

/** Chains the order of one more epoch to the hash of the epochs before it ('' at the start). */
export function chainOrderHash(previous: string, order: Uint32Array): Promise<string> {
  const prefix = new TextEncoder().encode(previous);
  const bytes = new Uint8Array(prefix.length + order.byteLength);
  bytes.set(prefix);
  bytes.set(new Uint8Array(order.buffer, order.byteOffset, order.byteLength), prefix.length);
  return sha256(bytes);
}
