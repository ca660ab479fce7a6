import plainAddress from '../../../out/kernels/kernels.plain.wasm?url';
import relaxedAddress from '../../../out/kernels/kernels.relaxed.wasm?url';
import { canRun, instantiateKernels, type KernelMode } from './instantiateKernels.ts';
import type { Kernels } from './kernels.ts';

/** An instance of the kernels, and which build it is. */
export interface LoadedKernels {
  readonly kernels: Kernels;
  readonly mode: KernelMode;
}

/**
 * Fetches the kernels and makes an instance with a memory of its own. `fast` falls back to the plain build where the machine has no relaxed
 * SIMD. Throws where a file cannot be fetched.
 */
export async function loadBuild(mode: KernelMode): Promise<LoadedKernels> {
  if (mode === 'fast') {
    const relaxed = await fetchBytes(relaxedAddress);
    if (canRun(relaxed)) return { kernels: instantiateKernels(relaxed), mode };
  }
  return { kernels: instantiateKernels(await fetchBytes(plainAddress)), mode: 'reproducible' };
}

/** As `loadBuild`, for whom the build does not matter. */
export async function loadKernels(mode: KernelMode): Promise<Kernels> {
  return (await loadBuild(mode)).kernels;
}

async function fetchBytes(address: string): Promise<ArrayBuffer> {
  const response = await fetch(address);
  if (!response.ok) throw new Error(`The training kernels cannot be fetched: ${address} answers ${response.status}.`);
  return response.arrayBuffer();
}
