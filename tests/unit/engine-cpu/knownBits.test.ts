import { expect, it } from 'vitest';
import { bitsOf, knownBits } from './knownBits.ts';
import { kernelsOf } from './executorSupport.ts';

it('the reproducible build trains to the bits it has on every machine', async () => {
  const kernels = await kernelsOf('plain');
  const found: [string, string, string][] = [];
  for (const [stack, optimizer] of knownBits) found.push([stack, optimizer, await bitsOf(kernels, stack, optimizer)]);
  expect(found).toEqual(knownBits);
});
