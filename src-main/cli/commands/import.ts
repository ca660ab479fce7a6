import type { Command } from '../command.ts';
import { importProgress } from '../progress.ts';

/** `descent import PATH…`: keeps a data set in the user-data folder; an identical import is reused. */
export const importCommand: Command = {
  name: 'import',
  positional: { placeholder: 'PATH', min: 1, max: 64 },
  options: { name: { type: 'value', placeholder: 'NAME' } },
  async run({ positionals, values }, { say, workshop, signal, progress }) {
    const name = values.get('name');
    const options = { signal, onProgress: importProgress(say, progress), ...(name === undefined ? {} : { name }) };
    const { dataset, reused } = await workshop.importData(positionals, options);
    const descriptor = await (await workshop.calls())['datasets.get']({ dataset });
    const key = reused ? 'cli.importReused' : 'cli.imported';
    return {
      json: descriptor,
      text: say(key, { id: dataset, name: descriptor.name, samples: descriptor.samples.shape[0] ?? 0 }),
    };
  },
};
