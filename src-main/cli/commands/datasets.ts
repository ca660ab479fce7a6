import type { Command } from '../command.ts';
import { textTable } from '../table.ts';

/** `descent datasets`: the data sets of this machine, built in and imported. */
export const datasetsCommand: Command = {
  name: 'datasets',
  positional: null,
  options: {},
  async run(_args, { say, workshop }) {
    const datasets = await (await workshop.calls())['datasets.list']({});
    const columns = ['name', 'kind', 'task', 'origin', 'samples', 'shape', 'classes', 'problems'];
    const heading = ['id', ...columns.map((column) => say(`cli.columns.${column}`))];
    const rows = datasets.map((set) => [
      set.id,
      set.name,
      set.kind,
      set.task,
      set.origin,
      set.samples,
      set.sampleShape.join(' × '),
      set.classes,
      set.problems,
    ]);
    return { json: datasets, text: textTable(heading, rows) };
  },
};
