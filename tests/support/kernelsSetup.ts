import { ensureKernels } from '../../scripts/kernels.ts';

/** Vitest calls this once before a project's tests: those that train on the CPU engine need its compiled kernels. */
export async function setup(): Promise<void> {
  await ensureKernels();
}
