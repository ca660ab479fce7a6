import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { drawGlyph } from '#main/datasets/builtin/glyphs.ts';
import { house } from '#main/datasets/builtin/houses.ts';
import { builtinSets } from '#main/datasets/builtin/index.ts';
import { moonPoint } from '#main/datasets/builtin/moons.ts';
import { partBytes } from '#main/datasets/descriptorFile.ts';
import { review } from '#main/datasets/builtin/reviews.ts';
import { weatherRows } from '#main/datasets/builtin/weather.ts';
import { home } from '#main/datasets/builtin/homes.ts';
import { checkerboardPoint } from '#main/datasets/builtin/checkerboard.ts';
import { summaryOf } from '#main/datasets/summary.ts';
import en from '#resources/locales/en.json' with { type: 'json' };

/** The bytes are a promise: the same experiment file gives the same numbers everywhere. A change needs a new revision. */
const pinned: Readonly<Record<string, string>> = {
  glyphs: 'ca882eb5705dd85f12c1a43af7925abc864bed42ff117e1984f4b6c5d3e808b0',
  moons: '9c3cbd7e5b17d1ed02e77b470a932392f980cf4fb8daf50105ed52bf9c207701',
  spirals: 'b65983234e107417e1f74c5189a705608827b319fbc6dcf8d6e68ae6e364f69c',
  circles: 'd5b367aee530f250fc55eed8f9c4e2f65fcf297706ff34484e8b00ae874b26c8',
  checkerboard: '8f3e74ae7481a89242124473417f08aaf97fabd02ce8bf918760b7a08ffa36f0',
  homes: '82703752e5a51a665712770b3b1f2d6ab99d53ce34c0a90a416c795a19d7d339',
  weather: '91e3f1cdf56be5a9a17fa7763f3fa16838e432a3f1fb0d86f06b315db8bf4491',
  reviews: 'e6ed56467185195a2daa493ad83d15f011c41d7a4ad6bd6ccedf76a8b14f7f82',
  houses: '38137c691c184a3a41562cf42e60d065d7a589813bfc150295951a4a1e484b50',
};

describe.each(builtinSets)('built-in set $id', (builtin) => {
  const { descriptor, samples, targets } = builtin.generate();

  it('has the pinned bytes', () => {
    const bytes = new Uint8Array(samples.buffer, samples.byteOffset, samples.byteLength);
    expect(createHash('sha256').update(bytes).digest('hex')).toBe(pinned[builtin.id]);
  });

  it('has the summary it announces', () => expect(summaryOf(descriptor)).toEqual(builtin.summary));

  it('has as many values as its shape says, and all of them finite but for the gaps it counts', () => {
    expect(samples.byteLength).toBe(partBytes(descriptor.samples));
    const missing = descriptor.columns?.reduce((sum, column) => sum + column.missing, 0) ?? 0;
    expect(samples.filter((value) => !Number.isFinite(value))).toHaveLength(missing);
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

describe('the newer generators', () => {
  it('put points of a checkerboard into squares of their class', () => {
    const square = (value: number): number => Math.floor(2 * (value + 1));
    const wrong = Array.from({ length: 500 }, (_, index) => checkerboardPoint(3, index, index % 2)).filter(
      ({ x, y }, index) => Math.abs(square(x) + square(y)) % 2 !== index % 2,
    );
    // Noise carries a few across a border.
    expect(wrong.length).toBeLessThan(40);
  });

  it('leave gaps in homes where real tables have them', () => {
    const rows = Array.from({ length: 2000 }, (_, index) => home(1, index));
    const gaps = [0, 1, 2, 3, 4, 5, 6].map((column) => rows.filter((row) => Number.isNaN(row[column])).length);
    expect(gaps[0]).toBe(0);
    expect(gaps[6]).toBe(0);
    expect(gaps[1]).toBeGreaterThan(500);
    expect(gaps[5]).toBeGreaterThan(300);
  });

  it('make weather warmer in July than in January, and at three in the afternoon than at night', () => {
    const rows = weatherRows(2, 365 * 24);
    const mean = (wanted: (hour: number) => boolean): number => {
      const chosen = rows.filter((_, hour) => wanted(hour)).map((row) => row[1]!);
      return chosen.reduce((sum, value) => sum + value, 0) / chosen.length;
    };
    expect(mean((hour) => Math.floor(hour / 730) === 6) - mean((hour) => hour < 730)).toBeGreaterThan(10);
    expect(mean((hour) => hour % 24 === 15) - mean((hour) => hour % 24 === 4)).toBeGreaterThan(3);
  });

  it('write reviews whose words do not give them away one by one', () => {
    const texts = Array.from({ length: 400 }, (_, index) => review(1, index));
    expect(new Set(texts).size).toBeGreaterThan(390);
    // Praise under a "not" and blame in a good review: each opinion word occurs in both classes.
    for (const word of ['brilliant', 'dull', 'gorgeous'])
      expect(new Set(texts.flatMap((text, index) => (text.includes(word) ? [index % 2] : []))).size, word).toBe(2);
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
