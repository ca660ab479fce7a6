import type { Command } from '../command.ts';
import { runId } from '../ids.ts';

/** `descent delete RUN…`: deletes runs with their points and weights. */
export const deleteCommand: Command = {
  name: 'delete',
  positional: { valueName: 'RUN', min: 1, max: 1000 },
  options: {},
  async run({ positionals }, { say, workshop }) {
    const runs = positionals.map(runId);
    await (await workshop.calls())['runs.delete']({ runs });
    return { json: { deleted: runs }, text: say('cli.deleted', { count: runs.length }) };
  },
};
