import type { ParamSpec } from '#shared/domain/params.ts';
import { defaultValues } from '#shared/domain/params.ts';
import { optimizer, optimizers } from '#shared/optimizers/index.ts';
import type { UpdateRule } from '#shared/optimizers/rule.ts';
import type { Command } from '../command.ts';
import { paramLines, paramOutput } from '../params.ts';
import type { Say } from '../sentences.ts';
import { textTable } from '../table.ts';

/** `descent optimizers [ID]`: the update rules with their parameters, defaults and ranges. */
export const optimizersCommand: Command = {
  name: 'optimizers',
  positional: { placeholder: 'ID', min: 0, max: 1 },
  options: {},
  run({ positionals: [id] }, { say }) {
    const rules = id === undefined ? optimizers : [optimizer(id)];
    return {
      json: rules.map(ruleOutput),
      text: id === undefined ? ruleTable(say) : rules.map((rule) => ruleText(say, rule)).join('\n'),
    };
  },
};

function ruleOutput(rule: UpdateRule) {
  const { id, family, source } = rule;
  const params = Object.entries<ParamSpec>(rule.params).map(([name, spec]) => paramOutput(name, spec));
  return { id, family, source, slots: rule.slots(defaultValues(rule.params)), params };
}

function ruleTable(say: Say): string {
  const heading = ['id', say('cli.columns.name'), say('cli.columns.learningRate'), say('cli.columns.source')];
  const rows = optimizers.map((rule) => [
    rule.id,
    say(`optimizersText.${rule.id}.name`),
    rule.params.learningRate.default,
    rule.source,
  ]);
  return textTable(heading, rows);
}

function ruleText(say: Say, rule: UpdateRule): string {
  const [name, about] = ['name', 'about'].map((part) => say(`optimizersText.${rule.id}.${part}`));
  return [`${name} (${rule.id})`, about, rule.source, '', paramLines(say, rule.params)].join('\n');
}
