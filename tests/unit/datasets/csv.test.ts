import { mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import type { TableOptions } from '#shared/domain/tableOptions.ts';
import { describe, expect, it } from 'vitest';
import { guessDelimiter } from '#main/datasets/readers/csvDialect.ts';
import { gzip, put, testFolder } from './files.ts';
import { cells, read, trouble } from './read.ts';

const folder = await testFolder();

async function readCsv(content: string | Buffer, name = 'table.csv', options: TableOptions = {}) {
  const target = await mkdtemp(join(folder, 'out-'));
  const set = await read(await put(target, { [name]: content }), target, options);
  return { set, cells: await cells(target) };
}

describe('tables that are read', () => {
  const expected = [1, 2.5, 0, 3, NaN, 1];
  const plain = 'size,weight,class\n1,2.5,a\n3,,b\n';
  it.each<[string, string | Buffer]>([
    ['plain', plain],
    ['CRLF', plain.replaceAll('\n', '\r\n')],
    ['old Mac line ends', plain.replaceAll('\n', '\r')],
    ['no line break at the end', plain.trimEnd()],
    ['BOM', `\ufeff${plain}`],
    ['gzip', gzip(Buffer.from(plain))],
    ['tabs', plain.replaceAll(',', '\t')],
    ['semicolons', plain.replaceAll(',', ';')],
    ['semicolons and decimal commas', 'size;weight;class\n1;2,5;a\n3;;b\n'],
    ['blanks round the cells', 'size , weight, class\n 1, 2.5 ,a \n3,,b\n'],
    ['quotes everywhere', '"size","weight","class"\n"1","2.5","a"\n"3","","b"\n'],
    ['a blank before a quote', 'size, "weight", "class"\n1, "2.5", "a"\n3, "", "b"\n'],
    ['blank lines', 'size,weight,class\n\n1,2.5,a\n\n3,,b\n\n'],
    ['rows of delimiters only', 'size,weight,class\n1,2.5,a\n,,\n3,,b\n,,\n'],
    ['a delimiter at the end of every line', 'size,weight,class,\n1,2.5,a,\n3,,b,\n'],
    ['a delimiter at the end of every row but the header', 'size,weight,class\n1,2.5,a,\n3,,b,\n'],
    ['a mark for missing', 'size,weight,class\n1,2.5,a\n3,NA,b\n'],
  ])('%s', async (_, content) => {
    const { set, cells: found } = await readCsv(content);
    expect(found).toEqual(expected);
    expect(set).toMatchObject({
      kind: 'table',
      task: 'classification',
      target: 'class',
      samples: { dtype: 'float64', shape: [2, 3] },
      classes: [
        { name: 'a', count: 1 },
        { name: 'b', count: 1 },
      ],
    });
    expect(set.columns?.map(({ name, type, missing }) => [name, type, missing])).toEqual([
      ['size', 'number', 0],
      ['weight', 'number', 1],
      ['class', 'category', 0],
    ]);
  });

  it('keeps quoted line breaks, delimiters and doubled quotes', async () => {
    const { set } = await readCsv('text,y\n"one, ""two""\nthree",1\n"four",2\n');
    expect(set.columns?.[0]?.categories).toEqual(['four', 'one, "two"\nthree']);
  });

  it('takes what looks like a formula for the text it is, and signs before numbers for signs', async () => {
    const formulas = ['=1+1', '+cmd|A0', '-2+3', '@SUM(A1)'];
    const rows = formulas.map((formula, at) => `${formula},${at % 2 ? '-' : '+'}3.5`);
    const { set, cells: found } = await readCsv(['what,y', ...rows].join('\n'));
    expect(set.columns![0]).toMatchObject({ type: 'category', categories: formulas.toSorted() });
    expect(found.filter((_, at) => at % 2 === 1)).toEqual([3.5, -3.5, 3.5, -3.5]);
  });

  it('falls back to Latin-1 and says so', async () => {
    const { set } = await readCsv(Buffer.from('Größe,Maß €,y\n1,ä,0\n2,ö,1\n'.replace('€', ''), 'latin1'));
    expect(set.columns?.map(({ name }) => name)).toEqual(['Größe', 'Maß', 'y']);
    expect(set.reading).toMatchObject({ delimiter: ',', encoding: 'latin1', decimalComma: false });
    expect(set.problems.map(({ code }) => code)).toContain('encodingLatin1');
  });

  it('reads letters that lie across the chunks of a file', async () => {
    // 256 KiB chunks: one of the two-byte letters lies on the border whatever the offset.
    for (const shift of ['', 'x']) {
      const rows = Array.from({ length: 20_000 }, (_, at) => `${shift}${'ä'.repeat(10)},${at % 7}`);
      const { set } = await readCsv(`a,y\n${rows.join('\n')}\n`);
      expect(set.reading?.encoding).toBe('utf-8');
      expect(set.columns?.[0]?.categories).toEqual([`${shift}${'ä'.repeat(10)}`]);
    }
  });

  it('reports how it read', async () => {
    const { set } = await readCsv('a;b\n1,5;2\n2,5;3\n');
    expect(set.reading).toEqual({
      delimiter: ';',
      encoding: 'utf-8',
      quote: '"',
      decimalComma: true,
      decimal: ',',
      thousands: '',
      header: true,
      missing: [],
    });
  });

  it('gathers statistics', async () => {
    const { set } = await readCsv('x,z,y\n1,0.5,3.25\n2,NA,1\n4,-1.5,2\n2,2,9\n');
    expect(set.columns).toEqual([
      {
        name: 'x',
        type: 'number',
        missing: 0,
        categories: null,
        distinct: 3,
        integer: true,
        min: 1,
        max: 4,
        mean: 2.25,
      },
      {
        name: 'z',
        type: 'number',
        missing: 1,
        categories: null,
        distinct: 3,
        integer: false,
        min: -1.5,
        max: 2,
        mean: 1 / 3,
      },
      {
        name: 'y',
        type: 'number',
        missing: 0,
        categories: null,
        distinct: 4,
        integer: false,
        min: 1,
        max: 9,
        mean: 3.8125,
      },
    ]);
    expect(set).toMatchObject({ task: 'regression', target: 'y', classes: null });
  });

  it('names the classes of a whole-number target by value and sorts them as numbers', async () => {
    const { set } = await readCsv('x,grade\n0.5,10\n1,9\n2,10.0\n3,2\n');
    expect(set.classes).toEqual([
      { name: '2', count: 1 },
      { name: '9', count: 1 },
      { name: '10', count: 2 },
    ]);
  });

  it('keeps the mean exact when large and small numbers meet', async () => {
    const { set } = await readCsv('x,y\n1e16,1\n1,2\n-1e16,3\n');
    expect(set.columns?.[0]?.mean).toBe(1 / 3);
  });

  it('leaves out empty columns and rows, and says so', async () => {
    const { set } = await readCsv('a,b,,\n1,2,,\n,,,\n3,4,,\n');
    expect(set.samples.shape).toEqual([2, 2]);
    expect(set.problems).toEqual([
      { code: 'rowsEmpty', where: 'table.csv', detail: { name: 'table.csv', count: 1 } },
      { code: 'columnsEmpty', where: '#3, #4', detail: { names: '#3, #4', count: 2 } },
    ]);
  });

  it('says where texts stand among numbers', async () => {
    const rows = Array.from({ length: 20 }, (_, at) => `${at === 12 ? 'twelve' : at},${at}.5`);
    const { set } = await readCsv(`x,y\n${rows.join('\n')}\n`);
    expect(set.problems).toContainEqual({
      code: 'columnMixed',
      where: 'x',
      detail: { value: 'x', numbers: 19, texts: 1, example: 'twelve', line: 14 },
    });
  });

  it('bounds what it keeps of a column of texts', async () => {
    const rows = Array.from({ length: 1500 }, (_, at) => `name ${at},${at % 2}.5,${'long '.repeat(100)}${at}`);
    const { set, cells: found } = await readCsv(`who,y,story\n${rows.join('\n')}\n`, 'table.csv', { kind: 'table' });
    const [who, , story] = set.columns ?? [];
    expect(who?.distinct).toBe(1000);
    expect(who?.categories).toHaveLength(1001);
    expect(found[3 * 1499]).toBe(1000);
    expect(story?.categories?.[0]).toHaveLength(201);
    expect(set.problems.map(({ code, where }) => [code, where])).toEqual([['columnManyTexts', 'who']]);
  });

  it.each([
    ['a,species,b\n1,x,2\n2,y,3\n', 'species'],
    ['price,a\n1.5,2\n2.5,3\n', 'price'],
    ['a,b\n1.5,2\n2.5,3\n', 'b'],
    ['a,b,constant\n1.5,2,7\n2.5,3,7\n', 'b'],
  ])('guesses the target of %j', async (content, target) => expect((await readCsv(content)).set.target).toBe(target));

  it('counts the rows without a target', async () => {
    const { set } = await readCsv('a,target\n1.5,2\n2.5,\n1,7\n');
    expect(set.problems).toEqual([{ code: 'targetMissing', where: 'target', detail: { value: 'target', count: 1 } }]);
  });

  it('says when a model would see nothing', async () => {
    const rows = Array.from({ length: 60 }, (_, at) => `day ${at},${at}.5`);
    const { set } = await readCsv(`date,temperature\n${rows.join('\n')}\n`);
    expect(set.problems.map(({ code }) => code)).toEqual(['columnManyTexts', 'featuresNone']);
  });
});

describe('tables that are refused', () => {
  it.each<[string, string, string, object]>([
    ['a short row', 'a,b,c\n1,2,3\n4,5\n', 'csvRowLength', { line: 3, expected: 3, found: 2 }],
    ['a long row', 'a,b\n1,2\n4,5,6\n', 'csvRowLength', { line: 3, expected: 2, found: 3 }],
    ['a short row after a quoted line break', 'a,b\n"x\ny",2\n4\n', 'csvRowLength', { line: 4 }],
    ['a short row that holds a line break', 'a,b,c\n1,2,3\n"x\ny",2\n', 'csvRowLength', { line: 3 }],
    ['a header shorter than the rows', 'a,b\n1,2,3\n', 'csvHeaderLength', { line: 2, expected: 2, found: 3 }],
    ['only a header', 'a,b,c\n', 'csvOnlyHeader', { columns: 3 }],
    ['one column', 'a\n1\n2\n', 'csvOneColumn', { value: 'a' }],
    ['one column that is not empty', 'a,b\n1,\n2,\n', 'csvOneColumn', { value: 'a' }],
    ['the same name twice', 'a,b,a\n1,2,3\n', 'csvDuplicateColumn', { value: 'a', first: 1, second: 3 }],
    ['a quote that is not closed', 'a,b\n1,2\n"3,4\n5,6\n', 'csvQuote', { line: 3 }],
    ['a quote inside a cell', 'a,b\n1,2\n3"x,4\n', 'csvQuote', { line: 3 }],
    ['an endless row', `a,b\n1,"${'x\n'.repeat(700_000)}`, 'csvRowTooLong', { line: 2 }],
    ['nothing to predict', 'a,b\n1,2\n1,2\n', 'csvNoTarget', { known: 'a, b' }],
    ['an empty file', '', 'fileEmpty', {}],
    [
      'too many columns',
      `${Array.from({ length: 10_001 }, (_, at) => `c${at}`).join()}\n`,
      'csvManyColumns',
      { found: 10_001 },
    ],
  ])('%s', async (_, content, code, detail) => {
    const found = await trouble(readCsv(content));
    expect(found.code).toBe(code);
    expect(found.detail).toMatchObject({ name: 'table.csv', ...detail });
  });

  it('takes years for names of columns', async () => {
    const { set } = await readCsv('country,2019,2020,2021\nItaly,1,2,3\nSpain,4,5,6\n');
    expect(set.columns?.map(({ name }) => name)).toEqual(['country', '2019', '2020', '2021']);
  });

  it('refuses two tables and a table among pictures', async () => {
    const two = await put(folder, { 'a.csv': 'a,b\n1,2\n', 'b.csv': 'a,b\n1,2\n' });
    expect(await trouble(read(two, null))).toMatchObject({ code: 'importManyTables' });
  });
});

describe('guessDelimiter', () => {
  it.each([
    ['a,b\n1,2\n', ','],
    ['a;b\n1,5;2,5\n', ';'],
    ['a\tb\n1\t2\n', '\t'],
    ['"x;y;z",b\n"1;2;3",4\n', ','],
    ['name, first;age\nSmith, J;4\nJones;5\n', ';'],
    ['one\n1\n', ','],
  ])('%j', (head, delimiter) => expect(guessDelimiter(head).delimiter).toBe(delimiter));
});
