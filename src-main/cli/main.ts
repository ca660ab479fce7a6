import { commands } from './commands/index.ts';
import { checkPositionals, sortArguments } from './commandLine.ts';
import type { CommandContext, CommandResult } from './command.ts';
import { isBadInput } from './exitCodes.ts';
import { commandHelp, namedCommand, textResult } from './help.ts';
import { errorLine, failureOf } from './sentences.ts';

export interface Terminal {
  out(text: string): void;
  error(text: string): void;
}

/**
 * Runs one command line (the words after `descent`). Returns the exit code: 0 done, 2 bad input, 1 anything else that failed. With
 * `--json` standard output gets exactly one JSON document when there is an answer and nothing otherwise; everything else goes to
 * standard error.
 */
export async function runCommandLine(
  words: readonly string[],
  terminal: Terminal,
  context: CommandContext,
): Promise<number> {
  try {
    const { result, asJson } = await answer(words, context);
    context.progress.end();
    terminal.out(asJson ? JSON.stringify(result.json, null, 2) : result.text);
    return result.failed ? 1 : 0;
  } catch (error) {
    context.progress.end();
    terminal.error(errorLine(context.say, error));
    return isBadInput(failureOf(error).code) ? 2 : 1;
  }
}

async function answer(
  words: readonly string[],
  context: CommandContext,
): Promise<{ result: CommandResult; asJson: boolean }> {
  const [first = 'help', ...rest] = words;
  const command = namedCommand(commands, first === '--help' || first === '-h' ? 'help' : first);
  const args = sortArguments(command, rest);
  const asJson = args.flags.has('json');
  if (args.flags.has('help')) return { result: textResult(commandHelp(context.say, command)), asJson };
  checkPositionals(command, args);
  return { result: await command.run(args, context), asJson };
}
