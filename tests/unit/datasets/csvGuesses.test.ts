import { mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { isBomb } from '#main/datasets/content.ts';
import { guessDelimiter, guessQuote } from '#main/datasets/readers/csvDialect.ts';
import type { TableOptions } from '#shared/domain/tableOptions.ts';
import { put, testFolder } from './files.ts';
import { cells, read, trouble } from './read.ts';

const folder = await testFolder();

async function readCsv(content: string | Buffer, options: TableOptions = {}) {
  const target = await mkdtemp(join(folder, 'out-'));
  const set = await read(await put(target, { 'table.csv': content }), target, options);
  const codes = (field: string): string[] =>
    (set.guesses ?? []).flatMap((guess) => (guess.field === field ? [guess.code] : []));
  return { set, cells: await cells(target), codes };
}
const lines = (...rows: readonly string[]): string => `${rows.join('\n')}\n`;
const utf16be = (text: string): Buffer => Buffer.from(text, 'utf16le').swap16();

describe('how a table is taken apart', () => {
  const plain = 'size,weight,class\n1,2.5,é\n3,,b\n';
  it.each<[string, string | Buffer, string, string]>([
    ['UTF-8', plain, 'utf-8', 'encodingUtf8'],
    ['a BOM', `\ufeff${plain}`, 'utf-8', 'encodingBom'],
    ['Latin-1', Buffer.from(plain, 'latin1'), 'latin1', 'encodingLatin1'],
    ['UTF-16 LE', Buffer.from(`\ufeff${plain}`, 'utf16le'), 'utf-16le', 'encodingBom'],
    ['UTF-16 BE', utf16be(`\ufeff${plain}`), 'utf-16be', 'encodingBom'],
    ['UTF-16 LE without a mark', Buffer.from(plain, 'utf16le'), 'utf-16le', 'encodingZeros'],
    ['UTF-16 BE without a mark', utf16be(plain), 'utf-16be', 'encodingZeros'],
  ])('%s', async (_, content, encoding, code) => {
    const { set, cells: found, codes } = await readCsv(content);
    expect(set.reading).toMatchObject({ encoding, delimiter: ',' });
    expect(codes('encoding')).toEqual([code]);
    expect(set.columns?.map(({ name }) => name)).toEqual(['size', 'weight', 'class']);
    expect(set.classes?.map(({ name }) => name)).toEqual(['b', 'é']);
    expect(found).toEqual([1, 2.5, 1, 3, NaN, 0]);
  });

  it('finds bytes that are not UTF-8 behind a megabyte of ASCII', async () => {
    const rows = Array.from({ length: 150_000 }, (_, at) => `${at},red`);
    const content = Buffer.concat([Buffer.from(`n,colour\n${rows.join('\n')}\n`), Buffer.from('1,grün\n', 'latin1')]);
    const { set } = await readCsv(content);
    expect(set.reading?.encoding).toBe('latin1');
    expect(set.columns?.[1]?.categories).toEqual(['grün', 'red']);
    expect(set.samples.shape).toEqual([150_001, 2]);
  });

  it.each<[string, string, string, string]>([
    ['commas', plain, ',', 'delimiterEven'],
    ['bars', plain.replaceAll(',', '|'), '|', 'delimiterEven'],
    ['tabs', plain.replaceAll(',', '\t'), '\t', 'delimiterEven'],
    ['semicolons between decimal commas', '1,5;2,5;a\n2,5;4,5;b\n1,5;0,5;a\n', ';', 'delimiterEven'],
    ['aligned columns', '  0.1  18.00   2.31\n 12.7   0.00\t 7.07\n  0.3  18.50   2.00\n', ' ', 'delimiterAligned'],
  ])('%s', async (_, content, delimiter, code) => {
    const { set, codes } = await readCsv(content);
    expect(set.reading?.delimiter).toBe(delimiter);
    expect(codes('delimiter')).toEqual([code]);
    expect(set.samples.shape[1]).toBe(3);
  });

  it('counts the cells of the rows where the header names fewer', () => {
    expect(guessDelimiter(`id,kind\n${'1,a,3,4\n'.repeat(31)}`)).toMatchObject({
      delimiter: ',',
      cells: 4,
      percent: 97,
    });
  });

  it('reads aligned columns with quoted texts', async () => {
    const { cells: found, set } = await readCsv('a  b   c\n 1  2   "x y"\n 10 20  z\n', { delimiter: ' ' });
    expect(set.columns?.[2]?.categories).toEqual(['x y', 'z']);
    expect(found).toEqual([1, 2, 0, 10, 20, 1]);
  });

  it('reads single quotes', async () => {
    const { set } = await readCsv("'a,b','c'\n'x','1'\n'y, z','2'\n");
    expect(set.reading?.quote).toBe("'");
    expect(set.columns?.map(({ name, categories }) => [name, categories])).toEqual([
      ['a,b', ['x', 'y, z']],
      ['c', null],
    ]);
    expect(guessQuote("it's,don't,can't\n")).toBe('"');
  });

  it('does not take one column of sentences for aligned columns', () => {
    expect(guessDelimiter('a good film\nnot a good\nvery bad film\n').delimiter).toBe(',');
  });
});

describe('the header', () => {
  it.each<[string, string, boolean, string, string[]]>([
    ['names', 'a,b\n1,2\n3,4\n', true, 'headerNames', ['a', 'b']],
    ['numbers', '1,2\n3,4\n', false, 'headerNumbers', ['#1', '#2']],
    ['mostly numbers', '5.1,3.5,a\n4.9,3,b\n', false, 'headerNumbers', ['#1', '#2', '#3']],
    ['a date', '2020-01-05,x\n2020-01-06,y\n', false, 'headerNumbers', ['#1', '#2']],
    ['values that return', 'red,yes\nblue,no\nred,yes\n', false, 'headerRepeats', ['#1', '#2']],
    ['fewer names than cells', 'a,b\n1,2,x\n3,4,y\n5,6,x\n', true, 'headerShort', ['a', 'b', '#3']],
  ])('%s', async (_, content, header, code, names) => {
    const { set, codes } = await readCsv(content);
    expect(set.reading?.header).toBe(header);
    expect(codes('header')).toEqual([code]);
    expect(set.columns?.map(({ name }) => name)).toEqual(names);
    expect(set.samples.shape[0]).toBe(content.trim().split('\n').length - (header ? 1 : 0));
  });

  it('is what the reader says', async () => {
    const names = await readCsv('1,2\n3,4\n5,6\n', { header: true });
    expect(names.set.columns?.map(({ name }) => name)).toEqual(['1', '2']);
    const none = await readCsv('a,b\n1,2\n3,4\n', { header: false });
    expect(none.set.samples.shape).toEqual([3, 2]);
    expect(none.codes('header')).toEqual(['given']);
    expect(none.set.problems).toEqual([]);
  });
});

describe('numbers', () => {
  it.each<[string, string, number[], object]>([
    ['thousands with commas', 'a,b\n"1,234",1\n"12,345.5",2\n7,3\n', [1234, 1, 12345.5, 2, 7, 3], { thousands: ',' }],
    ['thousands with points', 'a;b\n1.234,5;1\n1.234.567;2\n7;3\n', [1234.5, 1, 1234567, 2, 7, 3], { thousands: '.' }],
    ['thousands with blanks', 'a;b\n1 234;1\n12 345,5;2\n7;3,5\n', [1234, 1, 12345.5, 2, 7, 3.5], { thousands: ' ' }],
    ['thousands with no-break spaces', 'a,b\n1\u00a0234,1\n7,3\n', [1234, 1, 7, 3], { thousands: ' ' }],
    ['thousands with apostrophes', "a,b\n1'234.5,1\n7,3\n", [1234.5, 1, 7, 3], { thousands: "'" }],
    ['currencies', 'a,b\n$1.50,1\n-€2,2\n3 USD,3\nR$4,4\n', [1.5, 1, -2, 2, 3, 3, 4, 4], {}],
    ['per cent', 'a,b\n50%,1\n7.5 %,2\n', [50, 1, 7.5, 2], {}],
    ['a typographic minus', 'a,b\n−5,1\n3,2\n', [-5, 1, 3, 2], {}],
    ['lone commas between semicolons', 'a;b\n1,234;1\n2,345;2\n', [1.234, 1, 2.345, 2], { decimal: ',' }],
    ['lone commas between tabs', 'a\tb\n1,234\t1\n2,345\t2\n', [1234, 1, 2345, 2], { decimal: '.', thousands: ',' }],
    ['quoted numbers', 'a,b\n"1",2\n" 3.5 ","4"\n', [1, 2, 3.5, 4], {}],
    ['exponents', 'a,b\n1e3,2E-2\n-1.5e+2,4\n', [1000, 0.02, -150, 4], {}],
  ])('%s', async (_, content, expected, conventions) => {
    const { set, cells: found } = await readCsv(content);
    expect(found).toEqual(expected);
    expect(set.columns?.map(({ type }) => type)).toEqual(['number', 'number']);
    expect(set.reading).toMatchObject(conventions);
  });

  it('changes its mind about the decimal mark where the rest of the table says so', async () => {
    const beginning = Array.from({ length: 60_000 }, (_, at) => `${at};${at % 7}`);
    const rest = Array.from({ length: 50 }, (_, at) => `${at},5;1`);
    const { set, cells: found } = await readCsv(lines('a;y', ...beginning, ...rest));
    expect(set.reading?.decimal).toBe(',');
    expect(found[2 * 60_001]).toBe(1.5);
    expect(set.columns?.[0]).toMatchObject({ type: 'number', max: 59_999 });
  });

  it('changes its mind about a column that turns out to hold a text', async () => {
    const rows = Array.from({ length: 60_000 }, (_, at) => `${at},${at % 5}`);
    const { set } = await readCsv(lines('a,y', ...rows, 'many,1'));
    expect(set.columns?.[0]).toMatchObject({ type: 'category', distinct: 1000 });
    expect(set.problems.map(({ code }) => code)).toEqual(['columnMixed', 'columnManyTexts', 'featuresNone']);
    expect(set.problems[0]?.detail).toMatchObject({ numbers: 60_000, texts: 1, example: 'many', line: 60_002 });
  });

  it('takes the decimal mark it is told', async () => {
    const { set } = await readCsv('a;y\n1,5;1\n2,5;2\n', { decimal: '.' });
    expect(set.columns?.[0]?.type).toBe('category');
  });
});

describe('missing cells', () => {
  it.each(['-', 'none', 'unknown', '#N/A', '(null)', '\\N', 'inf', 'nd'])(
    'reads %s among numbers as missing',
    async (mark) => {
      const { set, codes, cells: found } = await readCsv(`a,y\n1,1\n${mark},2\n3,3\n`);
      expect(set.columns?.[0]).toMatchObject({ type: 'number', missing: 1 });
      expect(found[2]).toBeNaN();
      expect(codes('missing')).toEqual(['missingMark']);
      expect(set.problems).toEqual([
        { code: 'missingGuessed', where: 'a', detail: { value: mark, count: 1, names: 'a' } },
      ]);
    },
  );

  it('leaves the same word alone among texts', async () => {
    const { set } = await readCsv('a,y\nfence,1\nnone,2\nwall,3\n');
    expect(set.columns?.[0]).toMatchObject({ type: 'category', missing: 0, categories: ['fence', 'none', 'wall'] });
  });

  it('finds numbers that stand for a missing one, and takes them out of every column', async () => {
    const rows = Array.from(
      { length: 40 },
      (_, at) => `${at % 9 === 0 ? -200 : 10 + at},${at % 8 === 0 ? -200 : at * 30},${at}`,
    );
    const { set, codes } = await readCsv(lines('a,b,y', ...rows));
    expect(set.columns?.map(({ missing, min }) => [missing, min])).toEqual([
      [5, 11],
      [5, 30],
      [0, 0],
    ]);
    expect(codes('missing')).toEqual(['missingSentinel']);
    expect(set.problems).toContainEqual({
      code: 'missingGuessed',
      where: 'a, b',
      detail: { value: '-200', count: 10, names: 'a, b' },
    });
  });

  it('finds them behind the beginning too', async () => {
    const rows = Array.from(
      { length: 60_000 },
      (_, at) => `${at > 50_000 && at % 9 === 0 ? -999 : at % 40},${at % 6}.5`,
    );
    const { set } = await readCsv(lines('a,y', ...rows));
    expect(set.columns?.[0]).toMatchObject({ missing: 1111, min: 0, max: 39 });
  });

  it('does not take a low value for a missing one', async () => {
    const { set } = await readCsv('a,y\n-200,1\n-200,2\n-150,3\n40,4\n');
    expect(set.columns?.[0]).toMatchObject({ missing: 0, min: -200 });
  });

  it('takes what the reader says, and nothing else', async () => {
    const { set, codes } = await readCsv('a,b,y\n1,NA,1\n-1,x,2\n-1.0,,3\n', { missing: ['-1'] });
    expect(set.columns?.map(({ missing }) => missing)).toEqual([2, 1, 0]);
    expect(set.columns?.[1]?.categories).toEqual(['NA', 'x']);
    expect(codes('missing')).toEqual(['given', 'missingEmpty']);
  });
});

describe('dates', () => {
  const day = (text: string): number => Date.parse(`${text}T00:00:00Z`) / 1000;
  it.each<[string, string, string, string]>([
    ['2004-03-18', '2004-11-03', 'ymd', 'dateYmd'],
    ['18.03.2004', '3.11.2004', 'dmy', 'dateDmy'],
    ['18/03/04', '03/11/04', 'dmy', 'dateDmy'],
    ['3/18/2004', '11/3/2004', 'mdy', 'dateMdy'],
    ['18-Mar-2004', '3 November 2004', 'named', 'dateNamed'],
    ['Mar 18, 2004', 'Nov 3, 2004', 'named', 'dateNamed'],
  ])('%s', async (first, second, order, code) => {
    const { set, cells: found, codes } = await readCsv(`when;y\n${first};1\n${second};2,5\n`);
    expect(set.columns?.[0]).toMatchObject({ type: 'number', date: order });
    expect(found).toEqual([day('2004-03-18'), 1, day('2004-11-03'), 2.5]);
    expect(codes('dateOrder')).toEqual([code]);
  });

  it('with times, zones and months only', async () => {
    const { cells: found } = await readCsv(
      't,m,y\n2009-01-01T00:10:00Z,1949-01,1\n2009-01-01 12:10:00.5+01:00,1949-02,2\n',
    );
    expect(found.slice(0, 2)).toEqual([day('2009-01-01') + 600, day('1949-01-01')]);
    expect(found[3]).toBe(day('2009-01-01') + 40_200.5);
  });

  it('says when day and month cannot be told apart, and takes the order it is told', async () => {
    const content = 'when,y\n01/02/2004,1\n03/04/2004,2\n';
    const guessed = await readCsv(content);
    expect(guessed.codes('dateOrder')).toEqual(['dateAmbiguous']);
    expect(guessed.cells[0]).toBe(day('2004-02-01'));
    expect((await readCsv(content, { dateOrder: 'mdy' })).cells[0]).toBe(day('2004-01-02'));
  });

  it('finds the order in a row far behind', async () => {
    const rows = Array.from({ length: 30_000 }, (_, at) => `0${1 + (at % 9)}/0${1 + (at % 8)}/2004,${at}`);
    const { set, cells: found } = await readCsv(lines('when,y', ...rows, '01/31/2004,1'));
    expect(set.columns?.[0]?.date).toBe('mdy');
    expect(found[2 * 30_000]).toBe(day('2004-01-31'));
  });

  it.each(['31.02.2004', '1.2', '10.0.0.1', '15-19', '2004-13-01'])('does not take %s for one', async (text) => {
    const { set } = await readCsv(`a,y\n${text},1\nx,2\n`);
    expect(set.columns?.[0]?.date).toBeUndefined();
  });

  it('is never the target by a guess', async () => {
    expect((await readCsv('x,when\n1.5,2020-01-01\n2.5,2020-01-02\n')).set.target).toBe('x');
  });
});

describe('packed files', () => {
  it('that grow beyond all data are bombs', () => {
    expect(isBomb(2 ** 30, 1)).toBe(false);
    expect(isBomb(2 ** 31, 2 ** 31 / 300)).toBe(false);
    expect(isBomb(2 ** 31, 2 ** 31 / 1000)).toBe(true);
  });
});

describe('types and target', () => {
  it('are what the reader says', async () => {
    const {
      set,
      cells: found,
      codes,
    } = await readCsv('id,zip,when,y\n1,01234,2020-01-01,1\n2,x,2020-01-02,2\n', {
      columns: { id: 'leftOut', zip: 'number', when: 'category' },
      target: 'when',
    });
    expect(set.columns?.map(({ name, type }) => [name, type])).toEqual([
      ['zip', 'number'],
      ['when', 'category'],
      ['y', 'number'],
    ]);
    expect(found).toEqual([1234, 0, 1, NaN, 1, 2]);
    expect(set).toMatchObject({ target: 'when', task: 'classification' });
    expect(codes('target')).toEqual(['given']);
    expect(set.problems.map(({ code }) => code)).toEqual(['cellsNotRead']);
  });

  it('a target that is what would be guessed keeps the reason for the guess', async () => {
    const text = 'a,price\n1,2\n3,4\n';
    expect((await readCsv(text, { target: 'price' })).codes('target')).toEqual(['targetName']);
    expect((await readCsv(text, { target: 'a' })).codes('target')).toEqual(['given']);
  });

  it('refuses names that are not there', async () => {
    const unknown = { code: 'columnUnknown', detail: { value: 'z', known: 'a, b' } };
    expect(await trouble(readCsv('a,b\n1,2\n3,4\n', { target: 'z' }))).toMatchObject(unknown);
    expect(await trouble(readCsv('a,b\n1,2\n3,4\n', { columns: { z: 'number' } }))).toMatchObject(unknown);
  });

  it('takes the only column of few texts of a table without names', async () => {
    const { set, codes } = await readCsv('842,M,17.9,10.3\n843,B,20.5,17.7\n844,M,19.6,21.2\n');
    expect(set.target).toBe('#2');
    expect(codes('target')).toEqual(['targetOnlyClasses']);
  });
});
