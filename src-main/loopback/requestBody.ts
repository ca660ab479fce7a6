import type { IncomingMessage } from 'node:http';
import { StudioError } from '#shared/result.ts';

/** The declared length of a body; null where it comes in chunks. */
export function declaredLength(request: IncomingMessage): number | null {
  const header = request.headers['content-length'];
  return header === undefined ? null : Number(header);
}

/** Refuses a body by what it declares, before a byte of it is read; throws `bodyTooLarge`. */
export function checkDeclared(request: IncomingMessage, limitBytes: number): void {
  if ((declaredLength(request) ?? 0) > limitBytes) throw new StudioError('bodyTooLarge', { limit: limitBytes });
}

export interface BodyLimits {
  readonly limitBytes: number;
  /** The longest silence within the body. */
  readonly idleMs: number;
  /** The longest time for the whole body. */
  readonly totalMs: number;
}

/** The body piece by piece, bounded in size and time; throws `bodyTooLarge`, `bodyTooSlow`. */
export async function* limitedBody(request: IncomingMessage, limits: BodyLimits): AsyncGenerator<Uint8Array> {
  checkDeclared(request, limits.limitBytes);
  let bytes = 0;
  const tooSlow = () => request.destroy(new StudioError('bodyTooSlow'));
  const total = setTimeout(tooSlow, limits.totalMs);
  let idle = setTimeout(tooSlow, limits.idleMs);
  try {
    for await (const chunk of request as AsyncIterable<Uint8Array>) {
      bytes += chunk.byteLength;
      if (bytes > limits.limitBytes) throw new StudioError('bodyTooLarge', { limit: limits.limitBytes });
      clearTimeout(idle);
      yield chunk;
      idle = setTimeout(tooSlow, limits.idleMs);
    }
  } finally {
    clearTimeout(total);
    clearTimeout(idle);
  }
}

/** A whole body. */
export async function readBody(request: IncomingMessage, limits: BodyLimits): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of limitedBody(request, limits)) chunks.push(chunk);
  return Buffer.concat(chunks);
}
