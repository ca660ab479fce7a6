import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { drawGlyph } from '#main/datasets/builtin/glyphs.ts';
import { house } from '#main/datasets/builtin/houses.ts';
import { builtinSets } from '#main/datasets/builtin/index.ts';
import { moonPoint } from '#main/datasets/builtin/moons.ts';
import { summaryOf } from '#main/datasets/summary.ts';
import en from '#resources/locales/en.json' with { type: 'json' };

/** The bytes are a promise: the same experiment file gives the same numbers everywhere. A change needs a new revision. */
const pinned: Readonly<Record<string, string>> = {
  glyphs: 'ca882eb5705dd85f12c1a43af7925abc864bed42ff117e1984f4b6c5d3e808b0',
  moons: '9c3cbd7e5b17d1ed02e77b470a932392f980cf4fb8daf50105ed52bf9c207701',
  spirals: 'b65983234e107417e1f74c5189a705608827b319fbc6dcf8d6e68ae6e364f69c',
  circles: 'd5b367aee530f250fc55eed8f9c4e2f65fcf297706ff34484e8b00ae874b26c8',
  houses: '38137c691c184a3a41562cf42e60d065d7a589813bfc150295951a4a1e484b50',
};

describe.each(builtinSets)('built-in set $id', (builtin) => {
  const { descriptor, samples, targets } = builtin.generate();

  it('has the pinned bytes', () => {
    const bytes = new Uint8Array(samples.buffer, samples.byteOffset, samples.byteLength);
    expect(createHash('sha256').update(bytes).digest('hex')).toBe(pinned[builtin.id]);
  });

  it('has the summary it announces', () => expect(summaryOf(descriptor)).toEqual(builtin.summary));

  it('has as many values as its shape says, and all of them finite', () => {
    expect(samples.length).toBe(descriptor.samples.shape.reduce((product, size) => product * size, 1));
    expect(samples.every(Number.isFinite)).toBe(true);
    expect(targets?.length ?? null).toBe(descriptor.targets?.shape[0] ?? null);
  });

  it('counts its classes right and splits all its rows', () => {
    const rows = descriptor.samples.shape[0]!;
    if (descriptor.classes) expect(descriptor.classes.reduce((sum, { count }) => sum + count, 0)).toBe(rows);
    const { train, validation, test } = descriptor.split;
    expect(train + validation + test).toBe(rows);
  });

  it('has its words in the locale files', () => {
    const words: Readonly<Record<string, { name: string; about: string }>> = en.datasets;
    expect(words[builtin.id]?.name).toBe(descriptor.name);
    expect(words[builtin.id]?.about.length).toBeGreaterThan(40);
  });
});

describe('generators', () => {
  it('are functions of seed and index alone', () => {
    expect(drawGlyph(5, 17)).toEqual(drawGlyph(5, 17));
    expect(drawGlyph(5, 17)).not.toEqual(drawGlyph(6, 17));
    expect(drawGlyph(5, 17)).not.toEqual(drawGlyph(5, 27));
    expect(moonPoint(1, 3, 0)).not.toEqual(moonPoint(2, 3, 0));
  });

  it('draw glyphs whose ink lies in the picture', () => {
    for (let index = 0; index < 100; index++) {
      const glyph = drawGlyph(1, index);
      expect(glyph).toHaveLength(784);
      expect(Math.max(...glyph)).toBeGreaterThan(100);
    }
  });

  it('make houses that cost more when larger and less when farther out', () => {
    const rows = Array.from({ length: 1000 }, (_, index) => house(1, index));
    const price = rows.map((row) => row[5]!);
    expect(
      correlation(
        rows.map((row) => row[0]!),
        price,
      ),
    ).toBeGreaterThan(0.6);
    expect(
      correlation(
        rows.map((row) => row[3]!),
        price,
      ),
    ).toBeLessThan(-0.2);
  });
});

function correlation(a: readonly number[], b: readonly number[]): number {
  const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [meanA, meanB] = [mean(a), mean(b)];
  const covariance = mean(a.map((value, at) => (value - meanA) * (b[at]! - meanB)));
  const spread = (values: readonly number[], middle: number): number =>
    Math.sqrt(mean(values.map((value) => (value - middle) ** 2)));
  return covariance / (spread(a, meanA) * spread(b, meanB));
}
