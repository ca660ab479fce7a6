import { StudioError } from '#shared/result.ts';

/** `cpuMemory` in place of a browser's refusal to give memory: for an array, a memory of WebAssembly, or an instance with one. Anything else as it is. */
export function namedMemoryFailure(error: unknown): unknown {
  const isRefusal = error instanceof RangeError && /allocat|out of memory/i.test(error.message);
  return isRefusal ? new StudioError('cpuMemory', { message: error.message }) : error;
}
