import { describe, expect, it } from 'vitest';
import { packColumns, unpackColumns } from '#shared/columnBody.ts';
import { generator } from '#shared/random/generator.ts';

const appended = {
  runs: [
    {
      run: 'r-ä',
      steps: [
        { series: 'loss', fromStep: 3, values: Float64Array.of(0.1, NaN, -Infinity, 5e-324) },
        { series: 'none', fromStep: 1, values: new Float64Array() },
      ],
      epochs: [{ epoch: Float64Array.of(1, 2), 'metrics.accuracy': Float64Array.of(0.5, 1 / 3) }],
    },
  ],
  plain: [1, null, 'text'],
};

describe('a body of columns', () => {
  it('gives back what was put in, to the bit', () => {
    expect(unpackColumns(packColumns(appended))).toEqual(appended);
  });

  it('has its columns where a processor can read them, wherever the bytes lie', () => {
    const bytes = packColumns(appended);
    const moved = new Uint8Array(bytes.length + 3);
    moved.set(bytes, 3);
    expect(unpackColumns(moved.subarray(3))).toEqual(appended);
    expect(unpackColumns(Buffer.from(moved.buffer, 3))).toEqual(appended);
  });

  it('takes 8 bytes a number, where text takes about 20', () => {
    const values = Float64Array.from({ length: 1000 }, (_, i) => Math.sqrt(i + 0.5));
    expect(packColumns({ values }).length).toBeLessThan(8 * 1000 + 64);
    expect(JSON.stringify([...values]).length).toBeGreaterThan(17_000);
  });

  it.each([
    ['nothing', new Uint8Array()],
    ['plain JSON', new TextEncoder().encode('{"runs":[]}     ')],
    ['a length beyond the end', Uint8Array.of(255, 255, 255, 255, 0, 0, 0, 0)],
    ['half a number', packColumns(appended).subarray(0, -4)],
    ['a column that is not there', packColumns(appended).subarray(0, -16)],
    ['text that is not UTF-8', packColumns('ä').map((byte, i) => (i === 5 ? 255 : byte))],
    ['a place that is no place', packColumns({ $column: [-1, 2] })],
    ['a place that is a text', packColumns({ $column: 'all' })],
  ])('refuses %s with a SyntaxError', (_, bytes) => {
    expect(() => unpackColumns(bytes)).toThrow(SyntaxError);
  });

  it('answers 2,000 damaged bodies with a value or a SyntaxError', () => {
    const whole = packColumns(appended);
    const random = generator(7, 'order', 1);
    let refused = 0;
    for (let i = 0; i < 2000; i++) {
      const length = random.below(3 * i, 4) === 0 ? whole.length : 1 + random.below(3 * i + 1, whole.length);
      const bytes = whole.slice(0, length);
      bytes[random.below(3 * i + 2, length)]! ^= 1 << random.below(3 * i + 2, 8);
      try {
        unpackColumns(bytes);
      } catch (error) {
        expect(error).toBeInstanceOf(SyntaxError);
        refused += 1;
      }
    }
    expect(refused).toBeGreaterThan(1000);
  });
});
