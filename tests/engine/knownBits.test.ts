import { expect, it } from 'vitest';
import { loadKernels } from '../../src-renderer/engine/cpu/loadKernels.ts';
import { bitsOf, knownBits } from '../unit/engine-cpu/knownBits.ts';

it('the reproducible build trains in a browser to the bits it has in Node', async () => {
  const kernels = await loadKernels('reproducible');
  for (const [stack, optimizer, hash] of knownBits)
    expect([stack, await bitsOf(kernels, stack, optimizer)]).toEqual([stack, hash]);
});
