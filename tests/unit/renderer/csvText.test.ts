import { describe, expect, it } from 'vitest';
import { csvText } from '#renderer/components/csvText.ts';

const cell = (value: string | number | null, separator?: string): string =>
  csvText([[value]], separator).replace(/\r\n$/, '');

describe('tables as text', () => {
  it.each([
    ['=1+1', "'=1+1"],
    ['=HYPERLINK("http://x")', `"'=HYPERLINK(""http://x"")"`],
    ['+cmd|calc', "'+cmd|calc"],
    ['-2+3', "'-2+3"],
    ['@SUM(A1)', "'@SUM(A1)"],
    ['\t=1', "'\t=1"],
    ['\r=1', `"'\r=1"`],
    [' =1', "' =1"],
    ['\tplain', "'\tplain"],
    ['＝1+1', "'＝1+1"],
  ])('%j is no formula', (text, expected) => expect(cell(text)).toBe(expected));

  it.each([
    [-3, '-3'],
    [1e-7, '1e-7'],
    ['-3', '-3'],
    ['+4.5e-3', '+4.5e-3'],
    ['-.5', '-.5'],
    ['Adam 0.01', 'Adam 0.01'],
    ['a=b', 'a=b'],
    ['a, "b"', '"a, ""b"""'],
    [null, ''],
  ])('%j stays as it is', (value, expected) => expect(cell(value)).toBe(expected));

  it('goes to the clipboard with tabs between its cells, formulas defused there too', () => {
    expect(csvText([['=1', 'a\tb', 2]], '\t')).toBe(`'=1\t"a\tb"\t2\r\n`);
  });
});
