import { surfaces } from '#shared/surfaces/index.ts';
import type { Command } from '../command.ts';
import { paramOutput } from '../params.ts';
import { textTable } from '../table.ts';

/** `descent surfaces`: the functions optimizers can race on, with their parameters, starts and minima. */
export const surfacesCommand: Command = {
  name: 'surfaces',
  positional: null,
  options: {},
  run(_args, { say }) {
    const json = surfaces.map(({ id, dimensions, tex, params, start, view, minima }) => ({
      id,
      dimensions,
      tex,
      params: Object.entries(params).map(([name, spec]) => paramOutput(name, spec)),
      start: start.slice(0, dimensions),
      view,
      minima: minima.map((minimum) => minimum.slice(0, dimensions)),
    }));
    const heading = ['id', say('cli.columns.name'), say('cli.columns.parameter'), say('cli.columns.about')];
    const rows = json.map(({ id, params }) => [
      id,
      say(`surfacesText.${id}.name`),
      params.map(({ name, default: value }) => `${name}=${String(value)}`).join(' ') || null,
      say(`surfacesText.${id}.about`),
    ]);
    return { json, text: textTable(heading, rows) };
  },
};
