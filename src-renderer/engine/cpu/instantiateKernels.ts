import type { Kernels } from './kernels.ts';

/** `reproducible`: the same bits on every machine. `fast`: fused multiply-add where the machine has it, so results differ between machines. */
export type KernelMode = 'reproducible' | 'fast';

/**
 * A fresh instance of the kernels with a memory of its own, from the bytes of `kernels.plain.wasm` or `kernels.relaxed.wasm`. Throws a
 * `WebAssembly.CompileError` where the machine does not know an instruction: ask `canRun` before. Not for a page's main thread, where browsers
 * refuse to compile synchronously.
 */
export function instantiateKernels(bytes: BufferSource): Kernels {
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(bytes));
  if (!isKernels(exports)) throw new TypeError('These bytes are not the training kernels.');
  return exports;
}

/** Whether this machine knows every instruction of these bytes. */
export function canRun(bytes: BufferSource): boolean {
  return WebAssembly.validate(bytes);
}

function isKernels(exports: WebAssembly.Exports): exports is WebAssembly.Exports & Kernels {
  return exports['memory'] instanceof WebAssembly.Memory && typeof exports['gemm'] === 'function';
}
