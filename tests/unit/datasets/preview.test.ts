import sharp from 'sharp';
import { afterAll, describe, expect, it } from 'vitest';
import { createDatasetStore } from '#main/datasets/store.ts';
import type { ImportPreview, PicturesPreview, TablePreview } from '#shared/domain/dataset.ts';
import type { TableOptions } from '#shared/domain/tableOptions.ts';
import { plainZip } from './archives.ts';
import { put, testFolder } from './files.ts';
import { trouble } from './read.ts';

const folder = await testFolder();
const store = createDatasetStore({ folder });
afterAll(() => store.close());

const preview = async (name: string, content: Buffer | string, options: TableOptions = {}): Promise<ImportPreview> =>
  store.preview(await put(folder, { [name]: content }), options);

async function tablePreview(content: string, options: TableOptions = {}): Promise<TablePreview> {
  const found = await preview('table.csv', content, options);
  if (found.kind === 'image') throw new Error('pictures');
  return found;
}

describe('a look at pictures before importing', async () => {
  /** Twice as wide as high: black on the left, white on the right. */
  const wide = await sharp(
    Buffer.concat(Array.from({ length: 4 }, () => Buffer.from([0, 0, 0, 0, 255, 255, 255, 255]))),
    {
      raw: { width: 8, height: 4, channels: 1 },
    },
  )
    .png()
    .toBuffer();
  const zip = plainZip({ 'cat/1.png': wide, 'cat/2.png': wide, 'dog/1.png': wide });
  const look = async (pictures: TableOptions['pictures'] = {}): Promise<PicturesPreview> => {
    const found = await preview('pets.zip', zip, { pictures });
    if (found.kind !== 'image') throw new Error('a table');
    return found;
  };
  const pixels = ({ pictures: [first] }: PicturesPreview): number[] => [...Buffer.from(first!.pixels, 'base64')];

  it('shows their form, their classes, the size they have, and why', async () => {
    const found = await look();
    expect(found).toMatchObject({
      format: 'pictures',
      samples: 3,
      shape: [4, 8, 1],
      classes: [
        { name: 'cat', count: 2 },
        { name: 'dog', count: 1 },
      ],
      guesses: [
        { field: 'pictureSize', value: '8x4', code: 'pictureSizeSame', detail: { value: '8 × 4' } },
        { field: 'pictureFit', value: 'fit' },
        { field: 'pictureColour', value: 'grey', code: 'pictureColourGrey' },
      ],
    });
    // In the order of the archive.
    expect(found.pictures.map(({ className, width, height }) => [className, width, height])).toEqual([
      ['cat', 8, 4],
      ['cat', 8, 4],
      ['dog', 8, 4],
    ]);
    expect(pixels(found).slice(0, 8)).toEqual([0, 0, 0, 0, 255, 255, 255, 255]);
  });

  it('follows the choice of how another shape is reached', async () => {
    const square = { width: 4, height: 4 } as const;
    // Whole, between black bars; cut to the middle; squeezed.
    expect(pixels(await look({ ...square, fit: 'fit' })).slice(0, 4)).toEqual([0, 0, 0, 0]);
    const crop = pixels(await look({ ...square, fit: 'crop' }));
    expect([crop[0], crop[3]]).toEqual([0, 255]);
    const stretch = pixels(await look({ ...square, fit: 'stretch' }));
    expect([stretch[0], stretch[3]]).toEqual([0, 255]);
    expect((await look({ ...square, colour: 'rgb' })).shape).toEqual([4, 4, 3]);
    expect(pixels(await look({ ...square, colour: 'rgb' }))).toHaveLength(48);
  });
});

describe('a look at a table before importing', () => {
  const days = Array.from({ length: 30 }, (_, at) => `${String(at + 1).padStart(2, '0')}.01.2020;${at};${at % 7}`);
  const series = `day;sold;rain\n${days.join('\n')}\n`;

  it('finds a series, its span and its step', async () => {
    expect(await tablePreview(series)).toMatchObject({
      kind: 'series',
      target: 'rain',
      series: { start: '2020-01-01T00:00:00', end: '2020-01-30T00:00:00', interval: 86_400, time: { date: 'day' } },
      trouble: null,
    });
  });

  it('takes another column for the time, or none', async () => {
    const two = series.replace('rain', 'rain;due').replaceAll(/;(\d)$/gm, ';$1;01.02.2021');
    const options = { kind: 'series', columns: { due: 'date' } } as const;
    expect((await tablePreview(two, { ...options, time: 'due' })).series?.time).toEqual({ kind: 'date', date: 'due' });
    const none = await tablePreview(two, { kind: 'series', time: '' });
    expect(none.series).toMatchObject({ time: { kind: 'rows' }, interval: null });
    expect(none.guesses).toContainEqual(expect.objectContaining({ field: 'time', code: 'given' }));
    expect(await trouble(tablePreview(two, { kind: 'series', time: 'sold' }))).toMatchObject({ code: 'timeNotDate' });
    expect(await trouble(tablePreview(two, { kind: 'series', time: 'x' }))).toMatchObject({ code: 'columnUnknown' });
  });

  it('is no series where the reader says so', async () => {
    expect(await tablePreview(series, { kind: 'table' })).toMatchObject({ kind: 'table', series: null });
  });

  it('says which line would be refused', async () => {
    const { trouble: found } = await tablePreview('a,b\n1,2\n3\n4,5\n');
    expect(found).toMatchObject({ code: 'csvRowLength', detail: { line: 3, expected: 2, found: 1 } });
  });

  it('says that a header without rows is no table', async () => {
    expect((await tablePreview('a,b,c\n')).trouble).toMatchObject({ code: 'csvOnlyHeader', detail: { columns: 3 } });
    expect((await tablePreview('a,b,c\n1,2,3\n')).trouble).toBeNull();
  });

  it('finds texts and their answers', async () => {
    const rows = Array.from({ length: 9 }, (_, at) => `"a text of quite some length, number ${at}",${at % 2}`);
    expect(await tablePreview(`review,verdict\n${rows.join('\n')}\n`)).toMatchObject({
      kind: 'text',
      target: 'verdict',
    });
  });
});
