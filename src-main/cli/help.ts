import { StudioError } from '#shared/result.ts';
import { commonOptions } from './commandLine.ts';
import type { Command, CommandResult, OptionSpec } from './command.ts';
import type { Say } from './sentences.ts';
import { textList } from './table.ts';

/** All commands, one line each. */
export function overview(say: Say, commands: readonly Command[]): string {
  const lines = textList(commands.map(({ name }) => [`  ${name}`, say(`cli.commands.${name}`)]));
  return [say('cli.usage', { usage: 'descent <command> [--json]' }), '', lines, '', say('cli.more')].join('\n');
}

/** Usage, purpose and options of one command. */
export function commandHelp(say: Say, command: Command): string {
  const options = Object.entries({ ...command.options, ...commonOptions });
  return [
    say('cli.usage', { usage: usageOf(command) }),
    '',
    say(`cli.commands.${command.name}`),
    '',
    textList(options.map(([name, spec]) => [`  ${optionText(name, spec)}`, say(`cli.options.${name}`)])),
  ].join('\n');
}

/** `descent run EXPERIMENT|RECIPE [--epochs N] … [--json]` */
export function usageOf({ name, positional, options }: Command): string {
  const word = positional && (positional.max > 1 ? `${positional.valueName}…` : positional.valueName);
  const shown = word && (positional.min > 0 ? word : `[${word}]`);
  const rest = Object.entries({ ...options, json: { type: 'flag' } as const });
  return ['descent', name, shown, ...rest.map(([option, spec]) => `[${optionText(option, spec)}]`)]
    .filter(Boolean)
    .join(' ');
}

function optionText(name: string, { type, valueName }: OptionSpec): string {
  return `--${name}${valueName ? ` ${valueName}` : ''}${type === 'list' ? '…' : ''}`;
}

/** An answer that is only text. */
export function textResult(text: string): CommandResult {
  return { json: { text }, text };
}

/** The command of this name; throws StudioError `cliCommandUnknown` naming the known ones. */
export function namedCommand(commands: readonly Command[], name: string): Command {
  const command = commands.find((candidate) => candidate.name === name);
  if (command) return command;
  throw new StudioError('cliCommandUnknown', { value: name, known: commands.map((each) => each.name).join(', ') });
}
