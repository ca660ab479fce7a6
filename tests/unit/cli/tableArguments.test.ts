import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { createProgress } from '#main/cli/progress.ts';
import { importCommand } from '#main/cli/commands/import.ts';
import { inspectCommand } from '#main/cli/commands/inspect.ts';
import { sortArguments } from '#main/cli/commandLine.ts';
import { openWorkshop } from '#main/cli/openWorkshop.ts';
import { english } from '#main/cli/sentences.ts';
import { tableOptions } from '#main/cli/tableArguments.ts';
import { StudioError } from '#shared/result.ts';

const options = (...words: string[]) => tableOptions(sortArguments(importCommand, ['a.csv', ...words]));

async function codeOf(work: () => unknown): Promise<string> {
  try {
    await work();
  } catch (error) {
    if (error instanceof StudioError) return error.code;
    throw error;
  }
  return 'nothing';
}

describe('what the command line says about a table', () => {
  it('is nothing where nothing is said', () => expect(options()).toEqual({}));

  it.each<[string[], object]>([
    [['--delimiter', 'tab'], { delimiter: '\t' }],
    [['--delimiter', ';'], { delimiter: ';' }],
    [['--delimiter', 'blank'], { delimiter: ' ' }],
    [['--decimal', ','], { decimal: ',' }],
    [['--thousands', 'none'], { thousands: '' }],
    [['--thousands', '.'], { thousands: '.' }],
    [['--encoding', 'latin1'], { encoding: 'latin1' }],
    [['--header'], { header: true }],
    [['--no-header'], { header: false }],
    [['--missing', '-200,x y'], { missing: ['-200', 'x y'] }],
    [['--date-order', 'mdy'], { dateOrder: 'mdy' }],
    [['--target', 'a=b'], { target: 'a=b' }],
    [['--target', 'a,b', '--target', 'c'], { target: 'a,b', moreTargets: ['c'] }],
    [['--column', 'id=leftOut', 'a=b=category'], { columns: { id: 'leftOut', 'a=b': 'category' } }],
  ])('%j', (words, expected) => expect(options(...words)).toEqual(expected));

  it.each<[string[], string]>([
    [['--delimiter', 'x'], 'cliNotAChoice'],
    [['--decimal', ';'], 'cliNotAChoice'],
    [['--encoding', 'ebcdic'], 'cliNotAChoice'],
    [['--header', '--no-header'], 'cliTogether'],
    [['--column', 'id'], 'cliColumnType'],
    [['--column', 'id=text'], 'cliNotAChoice'],
  ])('refuses %j', async (words, code) => expect(await codeOf(() => options(...words))).toBe(code));
});

describe('inspect and import', async () => {
  const home = await mkdtemp(join(tmpdir(), 'descent-tables-'));
  const path = join(home, 'table.csv');
  await writeFile(path, '1,5;a;10\n2,5;b;-1\n4,5;a;30\n');
  const before = process.env.STUDIO_HOME;
  process.env.STUDIO_HOME = home;
  const workshop = openWorkshop();
  afterAll(async () => {
    await workshop.close();
    if (before === undefined) delete process.env.STUDIO_HOME;
    else process.env.STUDIO_HOME = before;
    await rm(home, { recursive: true, force: true });
  });
  const context = {
    say: english,
    workshop,
    signal: new AbortController().signal,
    progress: createProgress({ write: () => undefined }),
  };
  const inspect = async (...words: string[]) =>
    inspectCommand.run(sortArguments(inspectCommand, [path, ...words]), context);

  it('give rows, ranges and reasons', async () => {
    const { json, text } = await inspect();
    expect(json).toMatchObject({
      format: 'csv',
      rows: 3,
      target: '#3',
      columns: [
        { name: '#1', type: 'number', missing: 0, min: 1.5, max: 4.5, mean: 17 / 6 },
        { name: '#2', type: 'category', missing: 0, min: null, max: null, mean: null },
        { name: '#3', type: 'number', min: -1, max: 30 },
      ],
      guesses: expect.arrayContaining([
        {
          field: 'decimal',
          where: '',
          value: ',',
          code: 'decimalComma',
          detail: { value: ',' },
          message: 'Fractions are written with a comma.',
        },
      ]),
    });
    expect(text).toContain('Fractions are written with a comma.');
  });

  it('follow what is said', async () => {
    const { json } = await inspect('--missing', '-1', '--target', '#1');
    expect(json).toMatchObject({ target: '#1', columns: [{ missing: 0 }, {}, { missing: 1, min: 10 }] });
    const words = [path, '--as', 'My table', '--missing', '-1', '--no-header', '--target', '#3'];
    const kept = await importCommand.run(sortArguments(importCommand, words), context);
    expect(kept.json).toMatchObject({ id: 'my-table', name: 'My table', target: '#3', completeRows: 2 });
    expect(await codeOf(() => importCommand.run(sortArguments(importCommand, [path, '--target', 'x']), context))).toBe(
      'columnUnknown',
    );
  });
});
