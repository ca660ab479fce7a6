import type { Command } from '../command.ts';
import { importProgress } from '../progress.ts';
import { tableOptions, tableOptionSpecs } from '../tableArguments.ts';

/** `descent import PATH…`: keeps a data set in the user-data folder; an identical import is reused. */
export const importCommand: Command = {
  name: 'import',
  positional: { valueName: 'PATH', min: 1, max: 64 },
  options: {
    as: { type: 'value', valueName: 'NAME' },
    name: { type: 'value', valueName: 'NAME' },
    ...tableOptionSpecs,
  },
  async run(args, { say, workshop, signal, progress }) {
    const { positionals, values } = args;
    const name = values.get('as') ?? values.get('name');
    const table = tableOptions(args);
    const options = {
      signal,
      table,
      onProgress: importProgress(say, progress),
      ...(name === undefined ? {} : { name }),
    };
    const { dataset, reused } = await workshop.importData(positionals, options);
    const descriptor = await (await workshop.calls())['datasets.get']({ dataset });
    const key = reused ? 'cli.importReused' : 'cli.imported';
    return {
      json: descriptor,
      text: say(key, { id: dataset, name: descriptor.name, samples: descriptor.samples.shape[0] ?? 0 }),
    };
  },
};
