import { describe, expect, it } from 'vitest';
import { generator } from '#shared/random/generator.ts';
import { lowbias32 } from '#shared/random/hash.ts';

const draws = 200_000;

function moments(values: Float64Array) {
  const mean = values.reduce((sum, x) => sum + x, 0) / values.length;
  const variance = values.reduce((sum, x) => sum + (x - mean) ** 2, 0) / values.length;
  return { mean, variance };
}

describe('lowbias32', () => {
  it('is the published mixer', () => {
    // Hand-computed from C. Wellons' definition with 64-bit integers.
    expect([0, 1, 2, 0xffffffff].map(lowbias32)).toEqual([0, 1, 2, 0xffffffff].map(reference));
    expect(lowbias32(0)).toBe(0);
  });
});

function reference(value: number): number {
  const mask = 0xffffffffn;
  let x = BigInt(value);
  x ^= x >> 16n;
  x = (x * 0x7feb352dn) & mask;
  x ^= x >> 15n;
  x = (x * 0x846ca68bn) & mask;
  x ^= x >> 16n;
  return Number(x);
}

describe('generator', () => {
  it('gives the same value for the same seed, purpose and index, in any order', () => {
    const first = generator(7, 'weights', 3);
    const again = generator(7, 'weights', 3);
    const backwards = Array.from({ length: 100 }, (_, i) => again.uniform(99 - i)).reverse();
    expect(Array.from({ length: 100 }, (_, i) => first.uniform(i))).toEqual(backwards);
  });

  it('gives other streams for another seed, another purpose and another type of purpose', () => {
    const streams = [
      generator(1, 'a'),
      generator(2, 'a'),
      generator(1, 'b'),
      generator(1, 'a', 0),
      generator(1, 1),
      generator(1, '1'),
    ];
    const firsts = streams.map((stream) => [0, 1, 2].map((i) => stream.uint32(i)).join());
    expect(new Set(firsts).size).toBe(streams.length);
  });

  it('is uniform: mean 1/2, variance 1/12, even buckets, no correlation of neighbours', () => {
    const random = generator(42, 'test');
    const values = Float64Array.from({ length: draws }, (_, i) => random.uniform(i));
    const { mean, variance } = moments(values);
    expect(Math.abs(mean - 0.5)).toBeLessThan(4 * Math.sqrt(1 / 12 / draws));
    expect(Math.abs(variance - 1 / 12)).toBeLessThan(0.001);
    const buckets = new Array<number>(100).fill(0);
    for (const x of values) buckets[Math.floor(x * 100)]! += 1;
    const chiSquare = buckets.reduce((sum, n) => sum + (n - draws / 100) ** 2 / (draws / 100), 0);
    expect(chiSquare).toBeLessThan(148); // 99.9 % quantile of χ² with 99 degrees of freedom
    let product = 0;
    for (let i = 1; i < draws; i++) product += (values[i]! - 0.5) * (values[i - 1]! - 0.5);
    expect(Math.abs((product / draws) * 12)).toBeLessThan(4 / Math.sqrt(draws));
  });

  it('has independent streams: neighbouring seeds and purposes do not correlate', () => {
    for (const [a, b] of [
      [generator(1, 'm', 5), generator(2, 'm', 5)],
      [generator(1, 'm', 5), generator(1, 'm', 6)],
    ] as const) {
      let product = 0;
      for (let i = 0; i < draws; i++) product += (a.uniform(i) - 0.5) * (b.uniform(i) - 0.5);
      expect(Math.abs((product / draws) * 12)).toBeLessThan(4 / Math.sqrt(draws));
    }
  });

  it('is normal: mean 0, variance 1', () => {
    const random = generator(3, 'normal');
    const { mean, variance } = moments(Float64Array.from({ length: draws }, (_, i) => random.normal(i)));
    expect(Math.abs(mean)).toBeLessThan(4 / Math.sqrt(draws));
    expect(Math.abs(variance - 1)).toBeLessThan(0.02);
  });

  it('permutes: every index once, another order for another epoch', () => {
    const order = generator(1, 'order', 1).permutation(1000);
    expect([...order].sort((a, b) => a - b)).toEqual(Array.from({ length: 1000 }, (_, i) => i));
    expect([...generator(1, 'order', 2).permutation(1000)]).not.toEqual([...order]);
  });
});
