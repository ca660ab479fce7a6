import type { ParamSpec, ParamValues } from '#shared/domain/params.ts';
import { defaultValues } from '#shared/domain/params.ts';
import { isRule, racerById, racers, type Racer } from '#shared/surfaces/racer.ts';
import type { Command } from '../command.ts';
import { paramLines, paramOutput } from '../params.ts';
import type { Say } from '../sentences.ts';
import { textTable } from '../table.ts';

/** `descent optimizers [ID]`: the update rules and the solvers of second order with their parameters, defaults and ranges. */
export const optimizersCommand: Command = {
  name: 'optimizers',
  positional: { valueName: 'ID', min: 0, max: 1 },
  options: {},
  run({ positionals: [id] }, { say }) {
    const listed = id === undefined ? racers() : [racerById(id)];
    return {
      json: listed.map(racerOutput),
      text: id === undefined ? racerTable(say) : listed.map((racer) => racerText(say, racer)).join('\n'),
    };
  },
};

function racerOutput(racer: Racer) {
  const { id, family, source } = racer;
  const params = Object.entries<ParamSpec>(racer.params).map(([name, spec]) => paramOutput(name, spec));
  return { id, family, source, slots: slotsOf(racer), params };
}

/** What stays from update to update: a rule's slots, a solver's vectors. */
function slotsOf(racer: Racer): readonly string[] {
  const h = defaultValues(racer.params);
  return isRule(racer) ? racer.slots(h) : racer.vectors(h);
}

function racerTable(say: Say): string {
  const heading = ['id', say('cli.columns.name'), say('cli.columns.learningRate'), say('cli.columns.source')];
  const rows = racers().map((racer) => {
    const { learningRate }: ParamValues = defaultValues(racer.params);
    return [
      racer.id,
      say(`${textsOf(racer)}.name`),
      learningRate === undefined ? '–' : Number(learningRate),
      racer.source,
    ];
  });
  return textTable(heading, rows);
}

function racerText(say: Say, racer: Racer): string {
  const [name, about] = ['name', 'about'].map((part) => say(`${textsOf(racer)}.${part}`));
  const note = isRule(racer) ? [] : [say('optimizers.solversNote')];
  return [`${name} (${racer.id})`, about, ...note, racer.source, '', paramLines(say, racer.params)].join('\n');
}

function textsOf(racer: Racer): string {
  return isRule(racer) ? `optimizersText.${racer.id}` : `surfaces.solvers.${racer.id}`;
}
