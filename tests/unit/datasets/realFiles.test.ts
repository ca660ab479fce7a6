import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { inspect } from '#main/datasets/inspect.ts';
import { createDatasetStore } from '#main/datasets/store.ts';
import { testFolder } from './files.ts';
import { trouble } from './read.ts';

/** Public data files that lie beside the repository on some machines; see CONTRIBUTING.md. */
const data = join(import.meta.dirname, '../../../../shared/data');
const idxNames = ['train-images-idx3', 'train-labels-idx1', 't10k-images-idx3', 't10k-labels-idx1'];
const idxFiles = (set: string) => idxNames.map((name) => join(data, set, `${name}-ubyte.gz`));
const asInput = (path: string) => ({ path, name: basename(path) });

type SeriesFacts = readonly [start: string, end: string, interval: number, steps: number];

describe.runIf(existsSync(data))('real files', async () => {
  const folder = await testFolder();
  const store = createDatasetStore({ folder });
  afterAll(() => store.close());
  const importPaths = (...paths: string[]) => store.importFiles(paths.map((path) => asInput(join(data, path))));

  it('imports Fashion-MNIST: 55,000 / 5,000 / 10,000', async () => {
    const set = await store.importFiles(idxFiles('fashion-mnist').map(asInput));
    expect(set).toMatchObject({
      id: 'fashion-mnist',
      known: 'fashion-mnist',
      name: 'Fashion-MNIST',
      samples: { dtype: 'uint8', shape: [70_000, 28, 28, 1] },
      targets: { dtype: 'uint8', shape: [70_000] },
      publishedTest: 10_000,
      split: { train: 55_000, validation: 5_000, test: 10_000 },
      problems: [],
    });
    expect(set.licence).toContain('MIT');
    const names = [
      'T-shirt/top',
      'Trouser',
      'Pullover',
      'Dress',
      'Coat',
      'Sandal',
      'Shirt',
      'Sneaker',
      'Bag',
      'Ankle boot',
    ];
    expect(set.classes).toEqual(names.map((name) => ({ name, count: 7000 })));
    const pixels = await readFile((await store.partFile(set.id, 'samples')).path);
    const mean = (part: Buffer): number => part.reduce((sum, value) => sum + value, 0) / part.length;
    expect(mean(pixels.subarray(0, 60_000 * 784))).toBeCloseTo(72.9404, 4);
    expect(mean(pixels.subarray(60_000 * 784))).toBeCloseTo(73.1466, 4);
  });

  it('imports MNIST by its bytes, although its files have the same names', async () => {
    const set = await store.importFiles(idxFiles('mnist').map(asInput));
    expect(set).toMatchObject({
      id: 'mnist',
      known: 'mnist',
      split: { train: 55_000, validation: 5_000, test: 10_000 },
    });
    const train = [5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949];
    const test = [980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009];
    expect(set.classes).toEqual(train.map((count, digit) => ({ name: String(digit), count: count + test[digit]! })));
  });

  it('imports a training part alone without a published test part', async () => {
    const set = await importPaths('mnist/t10k-images-idx3-ubyte.gz', 'mnist/t10k-labels-idx1-ubyte.gz');
    expect(set).toMatchObject({
      known: 'mnist',
      publishedTest: 0,
      split: { train: 8100, validation: 900, test: 1000 },
    });
  });

  it('refuses pictures of one set with the labels of the other', async () => {
    const mixed = importPaths('mnist/train-images-idx3-ubyte.gz', 'fashion-mnist/train-labels-idx1-ubyte.gz');
    expect(await trouble(mixed)).toMatchObject({
      code: 'idxMixedSets',
      detail: { firstSet: 'MNIST', secondSet: 'Fashion-MNIST' },
    });
  });

  it('inspects the folder of Fashion-MNIST', async () => {
    const report = await inspect([join(data, 'fashion-mnist')]);
    expect(report).toMatchObject({ format: 'idx', kind: 'image', samples: 70_000, shape: [28, 28, 1], problems: [] });
    expect(report.classes?.every(({ count }) => count === 7000)).toBe(true);
  });

  it.each<[string, number, number, string, 'classification' | 'regression', number, string[]]>([
    ['housing/BostonHousing.csv', 506, 14, 'medv', 'regression', 0, []],
    ['housing/housing.data', 506, 14, '#14', 'regression', 0, ['headerNone']],
    ['housing/boston_housing_noheader.csv', 506, 14, '#14', 'regression', 0, ['headerNone']],
    ['housing/california_housing.csv', 20_640, 10, 'median_house_value', 'regression', 207, []],
    ['tables/iris.csv', 150, 5, 'species', 'classification', 0, []],
    ['tables/iris_noheader.csv', 150, 5, '#5', 'classification', 0, ['headerNone']],
    ['tables/wine_noheader.csv', 178, 14, '#14', 'classification', 0, ['headerNone']],
    ['tables/winequality-red.csv', 1599, 12, 'quality', 'classification', 0, []],
    ['tables/wdbc.data', 569, 32, '#2', 'classification', 0, ['headerNone']],
    ['tables/wdbc_short_header.csv', 569, 32, 'Diagnosis', 'classification', 0, ['headerShort']],
    ['tables/titanic_train.csv', 891, 12, 'Survived', 'classification', 866, ['columnManyTexts']],
    ['tables/heart_bom.csv', 303, 14, 'target', 'classification', 0, []],
    ['tables/mpg.csv', 398, 9, 'mpg', 'regression', 6, ['columnManyTexts']],
    ['tables/AmesHousing.csv', 2930, 82, 'SalePrice', 'regression', 14_042, ['targetMissing']],
    [
      'tables/norway_new_car_sales_by_model_latin1.csv',
      2694,
      6,
      'Pct',
      'regression',
      0,
      ['encodingLatin1', 'columnManyTexts'],
    ],
    ['tables/horse-colic.csv', 300, 28, '#28', 'classification', 1605, ['headerNone']],
    ['tables/breast-cancer_single_quotes.csv', 286, 10, '#10', 'classification', 9, ['headerNone']],
  ])('imports %s', async (path, rows, columns, target, task, missing, problems) => {
    const set = await importPaths(path);
    expect(set).toMatchObject({ kind: 'table', samples: { shape: [rows, columns] }, target, task });
    expect(set.columns?.reduce((sum, column) => sum + column.missing, 0)).toBe(missing);
    expect([...new Set(set.problems.map(({ code }) => code))]).toEqual(problems);
    const bytes = await readFile((await store.partFile(set.id, 'samples')).path);
    const cells = Array.from({ length: rows * columns }, (_, at) => bytes.readDoubleLE(8 * at));
    expect(cells.filter(Number.isNaN)).toHaveLength(missing);
    // Looking gives what importing keeps.
    expect(await inspect([join(data, path)])).toMatchObject({
      format: 'csv',
      rows,
      samples: rows,
      shape: [columns],
      target,
    });
  });

  it.each<[string, readonly [rows: number, columns: number, missing: number], string, string[], SeriesFacts]>([
    [
      'temperature/daily-min-temperatures.csv',
      [3650, 2, 0],
      'Temp',
      // 31 December of the leap years 1984 and 1988 is not in the file.
      ['seriesGaps'],
      ['1981-01-01T00:00:00', '1990-12-31T00:00:00', 86_400, 3652],
    ],
    [
      'temperature/beijing_pm25_2010_2014.csv',
      [43_824, 13, 2067],
      'pm2.5',
      ['targetMissing'],
      ['2010-01-01T00:00:00', '2014-12-31T23:00:00', 3600, 43_824],
    ],
    [
      'temperature/jena_climate_january_2009.csv',
      [4000, 12, 0],
      'T (degC)',
      [],
      ['2009-01-01T00:10:00', '2009-01-28T18:40:00', 600, 4000],
    ],
    [
      'temperature/AirQualityUCI.csv',
      [9357, 15, 16_701],
      'AH',
      ['rowsEmpty', 'columnsEmpty', 'missingGuessed', 'targetMissing'],
      ['2004-03-10T18:00:00', '2005-04-04T14:00:00', 3600, 9357],
    ],
    [
      'tables/seoul_bike_latin1.csv',
      [8760, 14, 0],
      'Rented Bike Count',
      ['encodingLatin1'],
      ['2017-12-01T00:00:00', '2018-11-30T23:00:00', 3600, 8760],
    ],
  ])(
    'imports the series %s',
    async (path, [rows, columns, missing], target, problems, [start, end, interval, steps]) => {
      const set = await importPaths(path);
      expect(set).toMatchObject({
        kind: 'series',
        samples: { shape: [rows, columns] },
        target,
        series: { start, end, interval, steps, onGrid: true },
      });
      expect(set.columns?.reduce((sum, column) => sum + column.missing, 0)).toBe(missing);
      expect([...new Set(set.problems.map(({ code }) => code))]).toEqual(problems);
      expect(await inspect([join(data, path)])).toMatchObject({ kind: 'series', rows, target, start, end, interval });
    },
  );

  it.each<[string, number, string[], number, number]>([
    ['imdb/imdb_train_25000.csv.gz', 1325.07, ['negative', 'positive'], 12_500, 0],
    ['imdb/imdb_test_25000.csv.gz', 1293.79, ['negative', 'positive'], 12_500, 0],
    ['imdb/aclImdb_sample_2000.tar.gz', 1310, ['neg', 'pos'], 1000, 600],
  ])('imports the texts %s', async (path, meanLength, classes, perClass, publishedTest) => {
    const set = await importPaths(path);
    expect(set).toMatchObject({
      kind: 'text',
      samples: { dtype: 'utf8', shape: [2 * perClass] },
      classes: classes.map((name) => ({ name, count: perClass })),
      publishedTest,
      problems: [],
    });
    expect(Math.abs(set.text!.meanLength - meanLength)).toBeLessThan(path.endsWith('.csv.gz') ? 0.005 : 60);
    const bytes = await readFile((await store.partFile(set.id, 'samples')).path);
    expect(bytes.filter((byte) => byte === 0)).toHaveLength(2 * perClass);
  });

  it.each<[string, readonly number[], number, number, string[]]>([
    ['cifar-10/cifar10_200.bin', [200, 32, 32, 3], 10, 0, []],
    ['cifar-10/png_200', [200, 32, 32, 3], 10, 0, []],
    ['images/sign-language-digits', [400, 100, 100, 3], 10, 0, []],
    ['cifar-10/cifar10_jpg_12000.zip', [12_000, 32, 32, 3], 10, 2000, []],
  ])('imports the pictures %s', { timeout: 180_000 }, async (path, shape, classes, publishedTest, problems) => {
    const set = await importPaths(path);
    expect(set).toMatchObject({ kind: 'image', samples: { dtype: 'uint8', shape }, publishedTest });
    expect(set.classes).toHaveLength(classes);
    expect(set.classes?.reduce((sum, { count }) => sum + count, 0)).toBe(shape[0]);
    expect(set.problems.map(({ code }) => code)).toEqual(problems);
    if (shape[0] !== 200) expect(new Set(set.classes?.map(({ count }) => count)).size).toBe(1);
  });

  it('reads the same 200 pictures from CIFAR’s records as from the PNGs, pixel by pixel', async () => {
    const pictures = async (path: string) => {
      const { id } = await importPaths(path);
      const [pixels, labels] = await Promise.all(
        (['samples', 'targets'] as const).map(async (part) => readFile((await store.partFile(id, part)).path)),
      );
      const size = 32 * 32 * 3;
      const tagged = Array.from(
        labels!,
        (label, at) => `${label} ${pixels!.toString('hex', at * size, (at + 1) * size)}`,
      );
      return tagged.sort();
    };
    expect(
      (await pictures('cifar-10/png_200')).join('\n') === (await pictures('cifar-10/cifar10_200.bin')).join('\n'),
    ).toBe(true);
  });

  it.each(['housing/housing.data', 'housing/boston_housing_noheader.csv'])(
    'reads the same values from %s',
    async (path) => {
      const cells = async (file: string) =>
        readFile((await store.partFile((await importPaths(file)).id, 'samples')).path);
      expect((await cells(path)).equals(await cells('housing/BostonHousing.csv'))).toBe(true);
    },
  );

  it('reads the values of Boston exactly', async () => {
    const set = await importPaths('housing/BostonHousing.csv');
    expect(set.columns?.at(-1)).toMatchObject({ name: 'medv', min: 5, max: 50 });
    expect(set.columns?.at(-1)?.mean).toBeCloseTo(22.5328, 4);
    expect(set.columns?.[3]).toMatchObject({ name: 'chas', type: 'number' });
  });

  it('reads decimal commas and Latin-1 as they are meant', async () => {
    const air = await importPaths('temperature/AirQualityUCI.csv');
    expect(air.reading).toMatchObject({ delimiter: ';', encoding: 'utf-8', decimalComma: true, missing: ['-200'] });
    expect(air.problems).toContainEqual({
      code: 'rowsEmpty',
      where: 'AirQualityUCI.csv',
      detail: { name: 'AirQualityUCI.csv', count: 114 },
    });
    expect(air.columns?.find(({ name }) => name === 'CO(GT)')).toMatchObject({ type: 'number', min: 0.1, max: 11.9 });
    const bikes = await importPaths('tables/seoul_bike_latin1.csv');
    expect(bikes.columns?.map(({ name }) => name)).toContain('Dew point temperature(°C)');
    expect(bikes.columns?.[0]).toMatchObject({
      name: 'Date',
      date: 'dmy',
      min: Date.UTC(2017, 11, 1) / 1000,
      max: Date.UTC(2018, 10, 30) / 1000,
    });
  });

  it('reads the California mean as its page states it', async () => {
    const { columns } = await inspect([join(data, 'housing/california_housing.csv')]);
    expect(columns?.find(({ name }) => name === 'median_house_value')?.mean).toBeCloseTo(206_855.817, 3);
    expect(columns?.find(({ name }) => name === 'total_bedrooms')?.missing).toBe(207);
  });
});
