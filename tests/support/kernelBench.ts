import { readFileSync } from 'node:fs';
import { instantiateKernels } from '#renderer/engine/cpu/instantiateKernels.ts';
import type { Kernels } from '#renderer/engine/cpu/kernels.ts';
import { generator } from '#shared/random/generator.ts';
import { ensureKernels, kernelBuilds, kernelFile, type KernelBuild } from '../../scripts/kernels.ts';

/** An instance of the kernels with room to lay arrays out; `guard` values behind every array tell when a kernel writes too far. */
export interface Bench {
  readonly kernels: Kernels;
  /** Copies values into the kernels' memory and returns their address. */
  put(values: ArrayLike<number>): number;
  /** Room for values, filled with what no kernel may leave there. */
  room(count: number): number;
  /** Values at an address. */
  read(address: number, count: number): Float32Array;
  readBytes(address: number, count: number): Uint8Array;
  /** Lends exactly this much scratch memory. */
  scratch(bytes: number): void;
  /** Forgets all arrays; throws where a kernel wrote behind one. */
  clear(): void;
}

const guard = 12345.678;
const guardValues = 8;

/** A bench over one build of the kernels, compiled where stale. */
export async function openBench(build: KernelBuild): Promise<Bench> {
  await ensureKernels({ quiet: true });
  const kernels = instantiateKernels(readFileSync(kernelFile(build)));
  const guards: number[] = [];
  let next = kernels.heapStart();
  const take = (bytes: number): number => {
    const address = next;
    const end = address + Math.ceil(bytes / 4) * 4;
    next = Math.ceil((end + 4 * guardValues) / 64) * 64;
    const missing = next - kernels.memory.buffer.byteLength;
    if (missing > 0) kernels.memory.grow(Math.ceil(missing / 65536));
    new Float32Array(kernels.memory.buffer, end, guardValues).fill(guard);
    guards.push(end);
    return address;
  };
  const read = (address: number, count: number): Float32Array =>
    new Float32Array(kernels.memory.buffer, address, count).slice();
  const room = (count: number): number => {
    const address = take(4 * count);
    new Float32Array(kernels.memory.buffer, address, count).fill(NaN);
    return address;
  };
  return {
    kernels,
    room,
    read,
    put: (values) => {
      const address = take(4 * values.length);
      new Float32Array(kernels.memory.buffer, address, values.length).set(values);
      return address;
    },
    readBytes: (address, count) => new Uint8Array(kernels.memory.buffer, address, count).slice(),
    scratch: (bytes) => kernels.setScratch(take(bytes), bytes),
    clear: () => {
      const broken = guards.find((end) => read(end, guardValues).some((value) => value !== Math.fround(guard)));
      guards.length = 0;
      next = kernels.heapStart();
      if (broken !== undefined) throw new Error(`A kernel wrote behind the array that ends at ${broken}.`);
    },
  };
}

export const builds = kernelBuilds;

/** Normal numbers rounded to float32, so that a float64 version reads the same ones. */
export function normals(count: number, ...purpose: readonly (string | number)[]): Float32Array {
  const { normal } = generator(7, ...purpose);
  return Float32Array.from({ length: count }, (_, index) => normal(index));
}
