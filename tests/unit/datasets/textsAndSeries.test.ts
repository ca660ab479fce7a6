import { seriesProblems } from '#main/datasets/readers/seriesWords.ts';
import { mkdir, mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { TableOptions } from '#shared/domain/tableOptions.ts';
import { plainTarGz, plainZip } from './archives.ts';
import { npyOf, testFolder } from './files.ts';
import { read, trouble } from './read.ts';

const root = await testFolder();

async function readFiles(files: Readonly<Record<string, string | Buffer>>, options: TableOptions = {}, only?: string) {
  const folder = await mkdtemp(join(root, 'set-'));
  const out = await mkdtemp(join(root, 'out-'));
  for (const [path, bytes] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), bytes);
  }
  const path = only === undefined ? folder : join(folder, only);
  const set = await read([{ path, name: basename(path) }], out, options);
  const bytes = (name: string) => readFile(join(out, name));
  return {
    set,
    texts: async () => (await bytes('samples.bin')).toString().split('\0').slice(0, -1),
    labels: async () => [...(await bytes('targets.bin'))],
  };
}
const readTable = (content: string, options: TableOptions = {}) =>
  readFiles({ 'table.csv': content }, options, 'table.csv');

describe('texts in class folders', () => {
  const files = {
    'aclImdb/README': 'about',
    'aclImdb/train/urls_pos.txt': 'http://x',
    'aclImdb/train/pos/0_9.txt': 'A good film.\nReally.',
    'aclImdb/train/neg/0_2.txt': Buffer.from('Schlecht und \xfcbel', 'latin1'),
    'aclImdb/train/neg/1_1.txt': '  ',
    'aclImdb/train/unsup/0_0.txt': 'no class',
    'aclImdb/test/pos/0_10.txt': 'Grand\0 cinéma',
  };

  it.each(['folder', 'tar.gz', 'zip'])('are read from a %s in the form of aclImdb', async (kind) => {
    const given = kind === 'folder' ? files : { [`set.${kind}`]: kind === 'zip' ? plainZip(files) : plainTarGz(files) };
    const { set, texts, labels } = await readFiles(given, {}, kind === 'folder' ? undefined : `set.${kind}`);
    expect(set).toMatchObject({
      kind: 'text',
      task: 'classification',
      samples: { dtype: 'utf8', shape: [3] },
      publishedTest: 1,
      classes: [
        { name: 'neg', count: 1 },
        { name: 'pos', count: 2 },
      ],
    });
    expect(set.problems.map(({ code, detail }) => [code, detail.count])).toEqual([
      ['textsUnlabelled', 1],
      ['textsEmptySkipped', 1],
    ]);
    const found = await texts();
    const answers = await labels();
    // A tar gives its files in its own order; the test part is last all the same.
    expect(new Map(found.map((text, at) => [text, answers[at]]))).toEqual(
      new Map([
        ['Schlecht und übel', 0],
        ['A good film.\nReally.', 1],
        ['Grand  cinéma', 1],
      ]),
    );
    expect(found.at(-1)).toBe('Grand  cinéma');
    expect(set.text).toMatchObject({ maxWords: 4, meanWords: 3 });
  });

  it('are refused where no text holds a word', async () => {
    expect(await trouble(readFiles({ 'a/1.txt': ' ', 'b/1.txt': '' }))).toMatchObject({ code: 'textsEmpty' });
  });
});

describe('tables of texts', () => {
  const rows = Array.from(
    { length: 12 },
    (_, at) => `"this is the ${at}th review, and a long one",${at % 3 ? 'good' : 'bad'}`,
  );

  it('are found by their long, different texts', async () => {
    const { set, texts, labels } = await readTable(`review,verdict\n${rows.join('\n')}\n`);
    expect(set).toMatchObject({
      kind: 'text',
      samples: { shape: [12] },
      classes: [
        { name: 'bad', count: 4 },
        { name: 'good', count: 8 },
      ],
    });
    expect((await texts())[1]).toBe('this is the 1th review, and a long one');
    expect((await labels()).slice(0, 4)).toEqual([0, 1, 1, 0]);
    expect(set.guesses?.map(({ code }) => code)).toEqual(
      expect.arrayContaining(['kindText', 'textLongest', 'targetOfTexts']),
    );
    expect(set.reading).toMatchObject({ delimiter: ',', header: true });
  });

  it('leave out rows without a text or an answer, and say so', async () => {
    const { set } = await readTable(
      `review,verdict\n${rows.join('\n')}\n,good\n"one more text that has no answer at all",\n`,
    );
    expect(set.samples.shape).toEqual([12]);
    expect(set.problems).toEqual([
      { code: 'textRowsSkipped', where: 'table.csv', detail: { name: 'table.csv', count: 2 } },
    ]);
  });

  it('may have numbers as answers', async () => {
    const scores = rows.map((row, at) => row.replace(/,[^,]*$/, `,${at / 4}`));
    const { set } = await readTable(`review,score\n${scores.join('\n')}\n`);
    expect(set).toMatchObject({
      kind: 'text',
      task: 'regression',
      classes: null,
      targets: { dtype: 'float64', shape: [12] },
    });
  });

  it('are tables or texts as the reader says', async () => {
    expect((await readTable(`review,verdict\n${rows.join('\n')}\n`, { kind: 'table' })).set.kind).toBe('table');
    const short = 'a,b\nyes,1\nno,2\nwell,1\n';
    expect((await readTable(short)).set.kind).toBe('table');
    expect((await readTable(short, { kind: 'text', text: 'a', target: 'b' })).set).toMatchObject({
      kind: 'text',
      classes: [{ name: '1' }, { name: '2' }],
    });
    expect(await trouble(readTable(short, { text: 'c' }))).toMatchObject({ code: 'columnUnknown' });
  });

  it('may be JSON lines', async () => {
    const lines = rows.map((_, at) =>
      JSON.stringify({ text: `a text of quite some words, number ${at}`, label: at % 2 }),
    );
    const { set } = await readFiles({ 'x.jsonl': lines.join('\n') }, {}, 'x.jsonl');
    expect(set).toMatchObject({
      kind: 'text',
      classes: [
        { name: '0', count: 6 },
        { name: '1', count: 6 },
      ],
    });
  });
});

describe('series', () => {
  const days = (count: number, line: (day: number) => string) =>
    Array.from(
      { length: count },
      (_, day) => `${new Date(Date.UTC(2020, 0, 1 + day)).toISOString().slice(0, 10)},${line(day)}`,
    );

  it('are found by dates that follow each other', async () => {
    const { set } = await readTable(`date,temp\n${days(40, (day) => String(day / 2)).join('\n')}\n`);
    expect(set).toMatchObject({
      kind: 'series',
      task: 'regression',
      target: 'temp',
      series: {
        time: { kind: 'date', date: 'date' },
        start: '2020-01-01T00:00:00',
        end: '2020-02-09T00:00:00',
        interval: 86_400,
        onGrid: true,
        steps: 40,
      },
      problems: [],
    });
  });

  it.each([
    ['newest first', (lines: string[]) => lines.toReversed(), 'series'],
    [
      'shuffled',
      (lines: string[]) => [...lines.filter((_, at) => at % 2), ...lines.filter((_, at) => at % 2 === 0)],
      'table',
    ],
    ['of a few rows', (lines: string[]) => lines.slice(0, 10), 'table'],
  ])('%s are a %s', async (_, arrange, kind) => {
    const lines = arrange(days(40, (day) => String(day)));
    expect((await readTable(`date,y\n${lines.join('\n')}\n`)).set.kind).toBe(kind);
  });

  it('are series on the reader’s word, in the order of time', async () => {
    const lines = days(40, (day) => String(day));
    const shuffled = [...lines.slice(20), ...lines.slice(0, 20)];
    const { set } = await readTable(`date,y\n${shuffled.join('\n')}\n`, { kind: 'series' });
    expect(set.series).toMatchObject({ steps: 40, start: '2020-01-01T00:00:00' });
    expect(set.problems.map(({ code }) => code)).toEqual(['seriesUnsorted']);
  });

  it('may have their time in pieces: date and clock, year, month, day and hour', async () => {
    const clock = Array.from(
      { length: 48 },
      (_, hour) => `${1 + Math.floor(hour / 24)}/03/2004;${String(hour % 24).padStart(2, '0')}.00.00;${hour},5`,
    );
    const first = await readTable(`Date;Time;CO\n${clock.join('\n')}\n`);
    expect(first.set).toMatchObject({
      kind: 'series',
      series: { time: { kind: 'clock', date: 'Date', clock: 'Time' }, interval: 3600, steps: 48 },
    });
    const parts = Array.from(
      { length: 48 },
      (_, hour) => `2010,1,${1 + Math.floor(hour / 24)},${hour % 24},${hour * 3}`,
    );
    const second = await readTable(`year,month,day,hour,y\n${parts.join('\n')}\n`);
    expect(second.set).toMatchObject({
      kind: 'series',
      series: { time: { kind: 'parts', hour: 'hour' }, interval: 3600, steps: 48 },
    });
  });

  it('count the steps that have no row', async () => {
    const lines = days(60, (day) => String(day)).filter((_, day) => day % 20 !== 7);
    const { set } = await readTable(`date,y\n${lines.join('\n')}\n`);
    expect(set.series).toMatchObject({ steps: 60, onGrid: true });
    expect(set.problems).toEqual([
      { code: 'seriesGaps', where: 'table.csv', detail: { name: 'table.csv', count: 3, percent: 5 } },
    ]);
  });

  it('take rows for steps where markets close at weekends and months differ in length', async () => {
    const weekdays = days(100, (day) => String(day)).filter((_, day) => day % 7 < 5);
    const market = await readTable(`date,close\n${weekdays.join('\n')}\n`);
    expect(market.set.series).toMatchObject({ onGrid: false, steps: weekdays.length, interval: 86_400 });
    const months = Array.from(
      { length: 48 },
      (_, at) => `${2000 + Math.floor(at / 12)}-${String(1 + (at % 12)).padStart(2, '0')},${at}`,
    );
    const { set } = await readTable(`month,passengers\n${months.join('\n')}\n`);
    expect(set).toMatchObject({ kind: 'series', series: { onGrid: false, steps: 48 } });
  });

  it('need no time at all if the reader says that rows are steps, and then one column is enough', async () => {
    const { set } = await readTable(`y\n${Array.from({ length: 30 }, (_, at) => at * 1.5).join('\n')}\n`, {
      kind: 'series',
    });
    expect(set).toMatchObject({
      kind: 'series',
      target: 'y',
      series: { time: { kind: 'rows' }, start: null, interval: null, steps: 30 },
    });
  });
});

describe('NumPy arrays', () => {
  const bytesOf = (values: Float64Array | Float32Array | BigInt64Array | Int32Array | Uint8Array) =>
    new Uint8Array(values.buffer, values.byteOffset, values.byteLength);

  it('of pictures with labels are pictures, with the published test part of Keras’ files', async () => {
    const pictures = (count: number) =>
      npyOf(
        '|u1',
        [count, 2, 3],
        Uint8Array.from({ length: count * 6 }, (_, at) => at),
      );
    const zip = plainZip({
      'x_test.npy': pictures(2),
      'x_train.npy': pictures(3),
      'y_test.npy': npyOf('<i8', [2], bytesOf(BigInt64Array.of(7n, 3n))),
      'y_train.npy': npyOf('|u1', [3], Uint8Array.of(3, 7, 7)),
    });
    const { set, labels } = await readFiles({ 'mnist.npz': zip }, {}, 'mnist.npz');
    expect(set).toMatchObject({
      kind: 'image',
      name: 'mnist',
      samples: { shape: [5, 2, 3, 1] },
      publishedTest: 2,
      classes: [
        { name: '3', count: 2 },
        { name: '7', count: 3 },
      ],
    });
    expect(await labels()).toEqual([0, 1, 1, 1, 0]);
  });

  it('of fractions become whole numbers from 0 to 255, and say so', async () => {
    const { set } = await readFiles({
      'x.npy': npyOf('<f4', [2, 1, 2], bytesOf(Float32Array.of(0, 0.5, 1, 0.25))),
      'y.npy': npyOf('<i4', [2, 1], bytesOf(Int32Array.of(0, 1))),
    });
    expect(set.problems.map(({ code }) => code)).toEqual(['pixelsRounded']);
  });

  it('of rows and answers are a table', async () => {
    const big = Buffer.alloc(8 * 60);
    for (let at = 0; at < 60; at++) big.writeDoubleBE(at / 2, 8 * at);
    const { set } = await readFiles({
      'x.npy': npyOf('>f8', [20, 3], big),
      'y.npy': npyOf('<f8', [20], bytesOf(Float64Array.from({ length: 20 }, (_, at) => at * 1.25))),
    });
    expect(set).toMatchObject({ kind: 'table', target: 'y', task: 'regression', samples: { shape: [20, 4] } });
    expect(set.columns?.map(({ name, max }) => [name, max])).toEqual([
      ['x1', 28.5],
      ['x2', 29],
      ['x3', 29.5],
      ['y', 23.75],
    ]);
  });

  it.each([
    ['an object array', npyOf('|O', [2, 2], Buffer.alloc(32)), 'npyType'],
    ['a text array', npyOf('<U5', [2, 2], Buffer.alloc(80)), 'npyType'],
    ['no elements', npyOf('<f8', [0, 2], Buffer.alloc(0)), 'npyShape'],
    ['too few bytes', npyOf('<f8', [2, 2], Buffer.alloc(30)), 'npyTruncated'],
    ['too many bytes', npyOf('<f8', [2, 2], Buffer.alloc(33)), 'npyTrailing'],
    ['one list', npyOf('<f8', [4], Buffer.alloc(32)), 'npyNoSamples'],
    ['pictures without labels', npyOf('|u1', [2, 2, 2], Buffer.alloc(8)), 'npyNoAnswers'],
    [
      'a wrong head',
      Buffer.concat([Buffer.from('\x93NUMPY\x01\x00\xff\xff', 'latin1'), Buffer.alloc(40)]),
      'npyDamaged',
    ],
    [
      'Fortran order',
      Buffer.from(npyOf('<f8', [2, 2], Buffer.alloc(32)).toString('latin1').replace('False', 'True '), 'latin1'),
      'npyFortran',
    ],
  ])('refuses %s', async (_, bytes, code) => {
    expect(await trouble(readFiles({ 'a.npy': bytes }, {}, 'a.npy'))).toMatchObject({ code });
  });

  it('refuses pixels that are none and answers of another number', async () => {
    const x = npyOf('<f8', [2, 1, 2], bytesOf(Float64Array.of(-1, 0, 1, 2)));
    expect(await trouble(readFiles({ 'x.npy': x, 'y.npy': npyOf('|u1', [2], Uint8Array.of(0, 1)) }))).toMatchObject({
      code: 'npyRange',
    });
    expect(await trouble(readFiles({ 'x.npy': x, 'y.npy': npyOf('|u1', [3], Uint8Array.of(0, 1, 1)) }))).toMatchObject({
      code: 'npyCounts',
    });
  });
});

describe('gaps of a series', () => {
  it('are some of very many, never none of them', () => {
    const info = {
      time: { kind: 'rows' },
      start: null,
      end: null,
      interval: 86_400,
      onGrid: true,
      steps: 3652,
    } as const;
    const found = { info, isLikely: true, isMixed: false, timeless: 0 };
    const percents = [2, 36, 400].map((gaps) => seriesProblems({ ...found, gaps }, 'x')[0]?.detail['percent']);
    // 0.0548, 0.986 and 10.95 per cent.
    expect(percents).toEqual([0.05, 1, 11]);
  });
});
