import type { Command } from '../command.ts';
import { commandHelp, namedCommand, overview, textResult } from '../help.ts';

/** `descent help [COMMAND]`: what there is, or all about one command. */
export function helpAbout(others: readonly Command[]): Command {
  const help: Command = {
    name: 'help',
    positional: { valueName: 'COMMAND', min: 0, max: 1 },
    options: {},
    run({ positionals: [about] }, { say }) {
      const all = [...others, help];
      return textResult(about === undefined ? overview(say, all) : commandHelp(say, namedCommand(all, about)));
    },
  };
  return help;
}
