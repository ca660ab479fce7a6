import type { Command } from '../command.ts';
import { textTable } from '../table.ts';

/** `descent recipes`: the experiments that ship with the studio. */
export const recipesCommand: Command = {
  name: 'recipes',
  positional: null,
  options: {},
  async run(_args, { say, workshop }) {
    const recipes = await (await workshop.calls())['recipes.list']({});
    const json = recipes.map(({ id, experiment, standIn }) => ({
      id,
      title: experiment.title,
      dataset: experiment.data.dataset,
      standIn: standIn?.data.dataset ?? null,
      contenders: experiment.contenders.map((contender) => contender.name),
    }));
    const heading = ['id', say('cli.columns.title'), say('cli.columns.dataset'), say('cli.columns.contenders')];
    const rows = json.map(({ id, dataset, contenders }) => [
      id,
      say(`recipes.${id}.title`),
      dataset,
      contenders.join(', '),
    ]);
    return { json, text: textTable(heading, rows) };
  },
};
