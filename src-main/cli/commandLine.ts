import { parseArgs } from 'node:util';
import { StudioError } from '#shared/result.ts';
import type { Command, CommandArguments, OptionSpec } from './command.ts';

/** Options every command knows. */
export const commonOptions: Readonly<Record<string, OptionSpec>> = { json: { type: 'flag' }, help: { type: 'flag' } };

/**
 * Sorts the words after a command's name. A list option takes the words that follow it, but only once the command has the
 * positional words it needs, so that both `run moons --contender SGD Adam` and `run --contender Adam moons` work.
 * Throws StudioError `cliOptionUnknown`, `cliOptionNeedsValue`, `cliOptionTakesNoValue`, `cliTooMany`.
 */
export function sortArguments(command: Command, words: readonly string[]): CommandArguments {
  const sorted: Sorted = { positionals: [], flags: new Set(), values: new Map(), lists: new Map(), openList: null };
  const options = { ...commonOptions, ...command.options };
  for (const token of tokensOf(options, words)) {
    if (token.kind === 'positional') takeWord(sorted, command, token.value);
    else sorted.openList = null;
    if (token.kind === 'option') takeOption(sorted, command, options, token);
  }
  return sorted;
}

interface Sorted extends CommandArguments {
  readonly positionals: string[];
  readonly flags: Set<string>;
  readonly values: Map<string, string>;
  readonly lists: Map<string, readonly string[]>;
  /** The list option whose values may still follow. */
  openList: string | null;
}

/** Throws StudioError `cliMissing` where positional words are wanting. */
export function checkPositionals(command: Command, { positionals }: CommandArguments): void {
  const spec = command.positional;
  if (spec && positionals.length < spec.min)
    throw new StudioError('cliMissing', { what: spec.valueName, command: command.name });
}

function tokensOf(options: Options, words: readonly string[]) {
  const config = Object.fromEntries(
    Object.entries(options).map(([name, spec]) => [
      name,
      {
        type: spec.type === 'flag' ? ('boolean' as const) : ('string' as const),
        ...(name === 'help' ? { short: 'h' } : {}),
      },
    ]),
  );
  return parseArgs({ args: [...words], options: config, strict: false, allowPositionals: true, tokens: true }).tokens;
}

function takeWord(sorted: Sorted, { name, positional }: Command, word: string): void {
  const { positionals, lists, openList } = sorted;
  if (openList !== null && positionals.length >= (positional?.min ?? 0))
    lists.set(openList, [...(lists.get(openList) ?? []), word]);
  else if (positionals.length < (positional?.max ?? 0)) positionals.push(word);
  else throw new StudioError('cliTooMany', { value: word, command: name });
}

interface OptionToken {
  readonly name: string;
  readonly rawName: string;
  readonly value?: string | undefined;
}

type Options = Readonly<Record<string, OptionSpec>>;

function takeOption(sorted: Sorted, command: Command, options: Options, token: OptionToken): void {
  const { name, rawName, value } = token;
  const spec = Object.hasOwn(options, name) ? options[name] : undefined;
  if (!spec) throw unknownOption(command, options, rawName);
  if (spec.type === 'flag' && value !== undefined)
    throw new StudioError('cliOptionTakesNoValue', { option: rawName, value });
  if (spec.type === 'flag') return void sorted.flags.add(name);
  if (value === undefined || isForgotten(value, options))
    throw new StudioError('cliOptionNeedsValue', { option: rawName, valueName: spec.valueName ?? '' });
  if (spec.type === 'value') return void sorted.values.set(name, value);
  sorted.lists.set(name, [...(sorted.lists.get(name) ?? []), value]);
  if (spec.type === 'list') sorted.openList = name;
}

function unknownOption(command: Command, options: Options, rawName: string): StudioError {
  const known = Object.keys(options).map((name) => `--${name}`);
  return new StudioError('cliOptionUnknown', { value: rawName, command: command.name, known: known.join(', ') });
}

/** `--seeds --json`: the value was left out and the next option would be taken for it. */
function isForgotten(value: string, options: Options): boolean {
  return value === '' || (value.startsWith('--') && Object.hasOwn(options, value.slice(2)));
}

/** The whole numbers of `1,2,3`. Throws StudioError `cliNotWhole` naming the option and the range. */
export function wholeNumbers(option: string, text: string, min: number, max: number): readonly number[] {
  return text.split(',').map((part) => wholeNumber(option, part.trim(), min, max));
}

/** A whole number of an option. Throws StudioError `cliNotWhole` naming the option and the range. */
export function wholeNumber(option: string, text: string, min: number, max: number): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && value >= min && value <= max) return value;
  throw new StudioError('cliNotWhole', { option: `--${option}`, value: text, min, max });
}

/** One of the allowed words of an option. Throws StudioError `cliNotAChoice` naming them. */
export function oneOf<T extends string>(option: string, text: string, known: readonly T[]): T {
  const found = known.find((word) => word === text);
  if (found === undefined)
    throw new StudioError('cliNotAChoice', { option: `--${option}`, value: text, known: known.join(', ') });
  return found;
}
