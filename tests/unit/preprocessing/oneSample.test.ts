import { describe, expect, it } from 'vitest';
import { dataPlanFor } from '#shared/domain/draftEdits.ts';
import type { DataPlan } from '#shared/domain/experiment.ts';
import {
  decodePicture,
  encodePicture,
  encodeTableRow,
  encodeText,
  readWords,
  usualRow,
  wordNumbers,
} from '#shared/preprocessing/oneSample.ts';
import { prepareData } from '#shared/preprocessing/preparedData.ts';
import { cellsOf } from '#shared/preprocessing/table.ts';
import { textsOf } from '#shared/preprocessing/textBytes.ts';
import { builtinSet } from '../../support/recipeData.ts';

/** What the model trains on, row by row. */
async function prepared(id: string, change: Partial<DataPlan> = {}) {
  const { descriptor, bytes } = await builtinSet(id);
  const data = prepareData(descriptor, { ...dataPlanFor(descriptor), ...change }, bytes);
  const sample = (row: number): number[] => {
    const out = new Float32Array(data.sampleSize);
    data.gather(Uint32Array.of(row), out);
    return [...out];
  };
  return { descriptor, bytes, data, sample };
}

describe('a sample of the reader’s own is prepared as the data are', () => {
  it('a picture', async () => {
    const { bytes, data, sample } = await prepared('glyphs', { scaling: 'standardise' });
    const size = data.sampleSize;
    const { pixels } = data.preprocessing;
    const picture = new Uint8Array(bytes.samples).slice(7 * size, 8 * size);
    const encoded = encodePicture(picture, pixels!);
    expect([...encoded]).toEqual(sample(7));
    expect([...decodePicture(encoded, pixels!)]).toEqual([...picture]);
  });

  it.each<[string, Partial<DataPlan>]>([
    ['one-hot', {}],
    ['tokens', { categories: 'embedding' }],
    ['codes', { categories: 'code' }],
    ['gaps marked', { indicator: true }],
  ])('a row of a table: %s', async (_, change) => {
    const { descriptor, bytes, data, sample } = await prepared('homes', change);
    const columns = descriptor.columns!;
    const cells = new Float64Array(bytes.samples);
    for (const row of [0, 3, 11, 250]) {
      const own = cells.subarray(row * columns.length, (row + 1) * columns.length);
      expect([...encodeTableRow(own, columns, data.preprocessing.features!, data.sampleSize)]).toEqual(sample(row));
    }
  });

  it.each<[string, NonNullable<DataPlan['text']>]>([
    ['filled in front', { vocabulary: 40, length: 30, padding: 'pre' }],
    ['filled behind', { vocabulary: 40, length: 30, padding: 'post' }],
    ['cut in front', { vocabulary: 60, length: 4, cutting: 'pre' }],
    ['cut behind, unknown words skipped', { vocabulary: 20, length: 4, cutting: 'post', unknown: 'skip' }],
  ])('a text: %s', async (_, text) => {
    const { descriptor, bytes, data, sample } = await prepared('reviews', { text });
    const record = data.preprocessing.text!;
    const numbers = wordNumbers(record);
    const texts = [...textsOf(bytes.samples, descriptor.samples.shape[0]!, 'r')];
    for (const row of [0, 5, 100]) expect([...encodeText(texts[row]!, record, numbers)]).toEqual(sample(row));
  });
});

it('words outside the vocabulary are told apart', () => {
  const numbers = wordNumbers({ words: ['good', 'film'] });
  expect([...numbers]).toEqual([
    ['good', 2],
    ['film', 3],
  ]);
  expect(readWords('Good, gööd film', numbers).map(({ isKnown }) => isKnown)).toEqual([true, false, true]);
});

it('the usual row has medians and the most frequent category, over the given rows only', async () => {
  const { descriptor, bytes } = await builtinSet('houses');
  const columns = descriptor.columns!;
  const cells = cellsOf(descriptor, bytes);
  const rows = Uint32Array.of(0, 1, 2);
  const usual = usualRow(cells, columns, rows);
  columns.forEach((column, at) => {
    const values = [0, 1, 2].map((row) => cells.at(row, at)).sort((a, b) => a - b);
    if (column.type === 'number') expect(usual[at]).toBe(values[1]);
    else expect(values).toContain(usual[at]);
  });
});
