import { describe, expect, it } from 'vitest';
import { StudioError } from '#shared/result.ts';
import type { Command } from '#main/cli/command.ts';
import { checkPositionals, oneOf, sortArguments, wholeNumber, wholeNumbers } from '#main/cli/commandLine.ts';

const run: Command = {
  name: 'run',
  positional: { valueName: 'EXPERIMENT', min: 1, max: 1 },
  options: {
    contender: { type: 'list', valueName: 'NAME' },
    data: { type: 'list', valueName: 'PATH' },
    epochs: { type: 'value', valueName: 'N' },
  },
  run: () => ({ json: null, text: '' }),
};

const sort = (...words: string[]) => sortArguments(run, words);

function codeOf(action: () => unknown): string {
  try {
    action();
  } catch (error) {
    if (error instanceof StudioError) return `${error.code} ${Object.values(error.detail).join(' ')}`;
  }
  return 'nothing';
}

describe('sorting the words of a command line', () => {
  it('sorts positional words, flags, values and lists', () => {
    const args = sort('moons', '--contender', 'SGD', 'Adam', '--json', '--epochs', '3', '--contender', 'RMSprop');
    expect(args.positionals).toEqual(['moons']);
    expect(args.lists.get('contender')).toEqual(['SGD', 'Adam', 'RMSprop']);
    expect(args.values.get('epochs')).toBe('3');
    expect(args.flags.has('json')).toBe(true);
  });

  it('gives a command its positional word before a list goes on', () => {
    const args = sort('--contender', 'Adam', 'moons', '--data', 'a', 'b');
    expect(args.positionals).toEqual(['moons']);
    expect(args.lists.get('contender')).toEqual(['Adam']);
    expect(args.lists.get('data')).toEqual(['a', 'b']);
  });

  it('takes --name=value, -h and what follows --', () => {
    expect(sort('moons', '--epochs=7').values.get('epochs')).toBe('7');
    expect(sort('-h').flags.has('help')).toBe(true);
    expect(sort('--', '--odd.json').positionals).toEqual(['--odd.json']);
  });

  it('refuses what it does not know, by name', () => {
    expect(codeOf(() => sort('moons', '--epoch', '3'))).toMatch(/^cliOptionUnknown --epoch run .*--epochs/);
    expect(codeOf(() => sort('moons', 'circles'))).toBe('cliTooMany circles run');
    expect(codeOf(() => sort('moons', '--epochs'))).toBe('cliOptionNeedsValue --epochs N');
    expect(codeOf(() => sort('moons', '--epochs', '--json'))).toBe('cliOptionNeedsValue --epochs N');
    expect(codeOf(() => sort('moons', '--json=yes'))).toBe('cliOptionTakesNoValue --json yes');
    expect(codeOf(() => checkPositionals(run, sort('--json')))).toBe('cliMissing EXPERIMENT run');
  });

  it('reads whole numbers in their range and words of a list', () => {
    expect(wholeNumbers('seeds', '1, 2,30', 0, 100)).toEqual([1, 2, 30]);
    expect(wholeNumber('epochs', '5', 1, 9)).toBe(5);
    for (const wrong of ['', '-1', '1.5', '1e2', '10', 'x'])
      expect(codeOf(() => wholeNumber('epochs', wrong, 1, 9))).toBe(`cliNotWhole --epochs ${wrong} 1 9`);
    expect(oneOf('format', 'tfjs', ['tfjs'])).toBe('tfjs');
    expect(codeOf(() => oneOf('format', 'onnx', ['tfjs']))).toBe('cliNotAChoice --format onnx tfjs');
  });
});
