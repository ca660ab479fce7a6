import { expect, it } from 'vitest';
import { namedMemoryFailure } from '../../../src-renderer/engine/memoryFailure.ts';

it('names a refusal of memory by the engine that runs this, and nothing else', () => {
  const thrownBy = (act: () => unknown): unknown => {
    try {
      act();
    } catch (error) {
      return error;
    }
    return null;
  };
  // Far more than any machine has, and than an address can tell.
  const refused = thrownBy(() => new ArrayBuffer(Number.MAX_SAFE_INTEGER));
  expect(refused).toBeInstanceOf(RangeError);
  expect(namedMemoryFailure(refused)).toMatchObject({ code: 'cpuMemory' });
  const words = [
    'WebAssembly.Memory(): could not allocate memory',
    'WebAssembly.Instance(): Out of memory: Cannot allocate',
  ];
  for (const each of words) expect(namedMemoryFailure(new RangeError(each))).toMatchObject({ code: 'cpuMemory' });
  const others = [new Error('could not allocate memory'), new RangeError('Invalid array length'), 'allocation', null];
  for (const other of others) expect(namedMemoryFailure(other)).toBe(other);
});
