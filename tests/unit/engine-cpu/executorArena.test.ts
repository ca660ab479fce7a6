import { describe, expect, it } from 'vitest';
import { ALIGNMENT, Arena } from '../../../src-renderer/engine/cpu/arena.ts';
import { ArenaScope } from '../../../src-renderer/engine/cpu/arenaScope.ts';
import { generator } from '#shared/random/generator.ts';

const arena = (pages = 1, maximum = 64): Arena => new Arena(new WebAssembly.Memory({ initial: pages, maximum }), 1000);

describe('the arena', () => {
  it('hands out whole cache lines that never overlap, whatever is given back between', () => {
    const own = arena();
    const random = generator(1, 'arena');
    const live = new Map<number, number>();
    for (let i = 0; i < 4000; i++) {
      const addresses = [...live.keys()];
      if (addresses.length > 0 && random.uniform(3 * i) < 0.5) {
        const address = addresses[random.below(3 * i + 1, addresses.length)]!;
        own.release(address);
        live.delete(address);
        continue;
      }
      const bytes = random.below(3 * i + 1, 3000);
      const address = own.take(bytes);
      expect(address % ALIGNMENT).toBe(0);
      expect(address).toBeGreaterThanOrEqual(1000);
      for (const [other, size] of live) expect(address + bytes <= other || other + size <= address).toBe(true);
      live.set(address, bytes);
    }
    for (const address of live.keys()) own.release(address);
    expect(own.usedBytes).toBe(0);
    expect(own.take(8)).toBe(1024);
  });

  it('fills what was given back before it grows, joining neighbours', () => {
    const own = arena();
    const [a, b, c] = [own.take(64), own.take(128), own.take(64)];
    own.release(b);
    own.release(a);
    expect(own.take(192)).toBe(a);
    own.release(c);
    expect(own.take(256)).toBe(c);
  });

  it('sees what lies in a block after the memory grew', () => {
    const own = arena();
    const first = own.take(64);
    own.write(first, Float32Array.of(1, 2, 3));
    const far = own.take(20 * 65_536);
    own.floats(far, 5).fill(4);
    expect([...own.read(first, 3)]).toEqual([1, 2, 3]);
    expect(own.f32[far / 4 + 4]).toBe(4);
  });

  it('says when there is no more memory, and stays usable', () => {
    const own = arena(1, 2);
    expect(() => own.take(10 * 65_536)).toThrow('cpuMemory');
    expect(own.usedBytes).toBe(0);
    expect(own.take(64)).toBe(1024);
    // No machine's fault: more than the kernels can address.
    expect(() => own.take(2 ** 31)).toThrow('cpuWorkerFull');
  });

  it('gives back a scope at once, and each block only once', () => {
    const own = arena();
    const scope = new ArenaScope(own);
    const [first] = [scope.take(64), scope.take(64)];
    scope.release(first);
    const other = own.take(64);
    scope.release(first);
    scope.dispose();
    expect(other).toBe(first);
    expect(own.usedBytes).toBe(64);
  });
});
