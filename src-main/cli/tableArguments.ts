import { MAX_PICTURE_SIDE, pictureColours, pictureFits, type PictureOptions } from '#shared/domain/pictureOptions.ts';
import {
  columnKinds,
  dateOrders,
  decimals,
  encodings,
  quotes,
  tableKinds,
  thousandsMarks,
  type ColumnKind,
  type Delimiter,
  type TableOptions,
} from '#shared/domain/tableOptions.ts';
import { StudioError } from '#shared/result.ts';
import type { CommandArguments, OptionSpec } from './command.ts';
import { oneOf } from './commandLine.ts';

/** Options of the commands that read tables. */
export const tableOptionSpecs: Readonly<Record<string, OptionSpec>> = {
  target: { type: 'each', valueName: 'COLUMN' },
  delimiter: { type: 'value', valueName: 'MARK' },
  quote: { type: 'value', valueName: 'MARK' },
  decimal: { type: 'value', valueName: 'MARK' },
  thousands: { type: 'value', valueName: 'MARK' },
  encoding: { type: 'value', valueName: 'NAME' },
  header: { type: 'flag' },
  'no-header': { type: 'flag' },
  missing: { type: 'value', valueName: 'CELL,CELL' },
  'date-order': { type: 'value', valueName: 'ORDER' },
  column: { type: 'list', valueName: 'NAME=TYPE' },
  kind: { type: 'value', valueName: 'KIND' },
  text: { type: 'value', valueName: 'COLUMN' },
  time: { type: 'value', valueName: 'COLUMN' },
  size: { type: 'value', valueName: 'WIDTHxHEIGHT' },
  fit: { type: 'value', valueName: 'WAY' },
  colour: { type: 'value', valueName: 'NAME' },
};

const delimiterNames: Readonly<Record<string, Delimiter>> = {
  comma: ',',
  semicolon: ';',
  tab: '\t',
  bar: '|',
  blank: ' ',
  ',': ',',
  ';': ';',
  '\t': '\t',
  '\\t': '\t',
  '|': '|',
  ' ': ' ',
};
const thousandsNames: Readonly<Record<string, TableOptions['thousands']>> = { none: '', blank: ' ' };

/** What the command line says about a table. Throws `cliNotAChoice`, `cliTogether`, `cliAssignment`. */
export function tableOptions({ flags, values, lists }: CommandArguments): TableOptions {
  if (flags.has('header') && flags.has('no-header'))
    throw new StudioError('cliTogether', { first: '--header', second: '--no-header' });
  const given = <T>(name: string, parse: (text: string) => T): T | undefined => {
    const text = values.get(name);
    return text === undefined ? undefined : parse(text);
  };
  const targets = lists.get('target') ?? [];
  const options = {
    target: targets[0],
    moreTargets: targets.length > 1 ? targets.slice(1) : undefined,
    delimiter: given('delimiter', delimiterOf),
    quote: given('quote', (text) => oneOf('quote', text, quotes)),
    decimal: given('decimal', (text) => oneOf('decimal', text, decimals)),
    thousands: given('thousands', (text) => thousandsNames[text] ?? oneOf('thousands', text, thousandsMarks)),
    encoding: given('encoding', (text) => oneOf('encoding', text, encodings)),
    header: flags.has('header') ? true : flags.has('no-header') ? false : undefined,
    missing: given('missing', (text) => text.split(',')),
    dateOrder: given('date-order', (text) => oneOf('date-order', text, dateOrders)),
    columns: columnKindsOf(lists.get('column')),
    kind: given('kind', (text) => oneOf('kind', text, tableKinds)),
    text: values.get('text'),
    time: values.get('time'),
    pictures: pictureOptions(values),
  };
  return withoutAbsent(options);
}

/** What is said about pictures; undefined where nothing is. */
function pictureOptions(values: ReadonlyMap<string, string>): PictureOptions | undefined {
  const [size, fit, colour] = ['size', 'fit', 'colour'].map((name) => values.get(name));
  const options = {
    ...(size === undefined ? {} : sidesOf(size)),
    ...(fit === undefined ? {} : { fit: oneOf('fit', fit, pictureFits) }),
    ...(colour === undefined ? {} : { colour: oneOf('colour', colour, pictureColours) }),
  };
  return Object.keys(options).length > 0 ? options : undefined;
}

/** `64x48` is 64 wide and 48 high, `64` both. */
function sidesOf(size: string): PictureOptions {
  const [width, height = width] = size.split('x').map(Number);
  const areSides =
    /^\d+(x\d+)?$/.test(size) && [width!, height!].every((side) => side >= 1 && side <= MAX_PICTURE_SIDE);
  if (!areSides) throw new StudioError('cliPictureSize', { value: size, limit: MAX_PICTURE_SIDE });
  return { width: width!, height: height! };
}

function delimiterOf(text: string): Delimiter {
  const found = Object.hasOwn(delimiterNames, text) ? delimiterNames[text] : undefined;
  if (found !== undefined) return found;
  const known = Object.keys(delimiterNames).slice(0, 5).join(', ');
  throw new StudioError('cliNotAChoice', { option: '--delimiter', value: text, known });
}

function columnKindsOf(words: readonly string[] | undefined): Record<string, ColumnKind> | undefined {
  if (!words) return undefined;
  return Object.fromEntries(
    words.map((word) => {
      const at = word.lastIndexOf('=');
      if (at < 1) throw new StudioError('cliColumnType', { value: word, known: columnKinds.join(', ') });
      return [word.slice(0, at), oneOf('column', word.slice(at + 1), columnKinds)];
    }),
  );
}

/** The same without the options nobody gave. */
function withoutAbsent(options: { readonly [K in keyof TableOptions]-?: TableOptions[K] | undefined }): TableOptions {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
}
