import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { experimentSchema, parseExperiment } from '#shared/domain/experimentSchema.ts';
import type { ParamSpec } from '#shared/domain/params.ts';
import { initializers } from '#shared/initializers/index.ts';
import { layerKinds } from '#shared/layers/index.ts';
import { lossIds } from '#shared/losses/index.ts';
import { optimizers } from '#shared/optimizers/index.ts';
import { ownedParam } from '#shared/optimizers/innerParams.ts';
import { scheduleIds } from '#shared/schedules/plan.ts';
import { plateauParams } from '#shared/schedules/plateauPlan.ts';

const page = readFileSync(new URL('../../../docs/experiment-file.md', import.meta.url), 'utf8');
const examples = [...page.matchAll(/```json\n([\s\S]*?)```/g)].map((match) => match[1]!);

describe('docs/experiment-file.md', () => {
  it('has an example that the studio reads', () => {
    expect(examples).toHaveLength(1);
    const experiment = parseExperiment(JSON.parse(examples[0]!));
    expect(experiment.contenders).toHaveLength(3);
  });

  it('names every field of the schema', () => {
    const { data, training, contenders, model } = experimentSchema.entries;
    const fields = [
      ...Object.keys(experimentSchema.entries),
      ...Object.keys(data.entries),
      ...Object.keys(training.entries),
      ...Object.keys(contenders.pipe[0].item.entries),
      ...Object.keys(model.entries.layers.pipe[0].item.entries),
    ];
    for (const field of fields) expect(page).toContain(`\`${field}\``);
  });

  it.each(layerKinds.map((kind) => kind.kind))('names the parameters and defaults of the layer %s', (kind) => {
    const rows = page.slice(page.indexOf(`\n| \`${kind}\``, page.indexOf('## Model')) + 1).split('\n');
    const next = rows.findIndex((row, index) => index > 0 && !/^\|\s+\|/.test(row));
    const own = rows.slice(0, next).join('\n');
    for (const [name, spec] of Object.entries(layerKinds.find((each) => each.kind === kind)!.params)) {
      const row = own.split('\n').find((line) => line.includes(`\`${name}\``));
      expect(row, name).toContain(`\`${JSON.stringify(spec.default)}\``);
    }
  });

  it.each(optimizers.map((rule) => rule.id))('names the parameters and defaults of the rule %s', (id) => {
    const rule = optimizers.find((each) => each.id === id)!;
    const row = page.split('\n').find((line) => line.startsWith(`| \`${id}\``));
    expect(row).toContain(`| ${rule.params.learningRate.default} `);
    for (const [name, spec] of Object.entries<ParamSpec>(rule.params)) {
      // Parameters of an inner rule stand in that rule's own row.
      if (ownedParam(rule.params, name).inner !== null) continue;
      const isCommon = ['learningRate', 'weight_decay', 'weight_decay_form'].includes(name);
      expect(isCommon ? page : row, name).toContain(`\`${name}\``);
      if (isCommon) continue;
      const stated = new RegExp(`\`${name}\` \\([^)]*; ([^)]*)\\)`).exec(row ?? '')?.[1]?.replaceAll('`', '');
      const value = typeof spec.default === 'number' ? Number(stated) : stated;
      expect(value, name).toBe(typeof spec.default === 'boolean' ? String(spec.default) : spec.default);
    }
  });

  it.each(initializers.map((each) => [each.id, each] as const))(
    'names the parameters of the start weights %s',
    (id, each) => {
      const row = page.split('\n').find((line) => line.startsWith(`| \`${id}\``));
      for (const [name, spec] of Object.entries<ParamSpec>(each.params)) {
        expect(['bias'].includes(name) ? page : row, name).toContain(`\`${name}\``);
        if (spec.type === 'choice') for (const choice of spec.choices) expect(row).toContain(`\`${choice}\``);
      }
    },
  );

  it('names every schedule, the parameters of the plateau and of early stopping', () => {
    for (const id of scheduleIds) expect(page).toContain(`\`${id}\``);
    for (const [name, spec] of Object.entries<ParamSpec>(plateauParams)) {
      expect(page).toContain(`\`${name}\``);
      expect(page).toContain(String(spec.default));
    }
    const { earlyStopping } = experimentSchema.entries.training.entries;
    for (const field of Object.keys(earlyStopping.wrapped.wrapped.entries)) expect(page).toContain(`\`${field}\``);
  });

  it('names every loss', () => {
    for (const id of lossIds) expect(page).toContain(`\`${id}\``);
  });
});
