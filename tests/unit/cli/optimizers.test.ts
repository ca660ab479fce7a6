import { describe, expect, it } from 'vitest';
import type { CommandArguments, CommandContext } from '#main/cli/command.ts';
import { optimizersCommand } from '#main/cli/commands/optimizers.ts';
import { sentencesOf } from '#main/cli/sentences.ts';
import { optimizers } from '#shared/optimizers/index.ts';
import { solvers } from '#shared/solvers/index.ts';

const asked = (positionals: readonly string[], language: 'en' | 'it' | 'es' = 'en') => {
  const args: CommandArguments = { positionals, flags: new Set(), values: new Map(), lists: new Map() };
  return optimizersCommand.run(args, { say: sentencesOf(language) } as CommandContext);
};

describe('descent optimizers', () => {
  it('lists every rule and then every solver once, with its name, rate and source, in the order of the registries', async () => {
    const { json, text } = await asked([]);
    expect((json as { id: string }[]).map(({ id }) => id)).toEqual([...optimizers, ...solvers].map(({ id }) => id));
    const rows = text.split('\n').slice(1);
    for (const [i, rule] of optimizers.entries()) {
      expect(rows[i]!.split(/\s/)[0]).toBe(rule.id);
      expect(rows[i]).toContain(String(rule.params.learningRate.default));
      expect(rows[i]).toContain(rule.source);
    }
    expect(rows.at(-1)).toMatch(/^hessian_free +Hessian-free +– +Martens 2010$/);
  });

  it.each(optimizers.map((rule) => [rule.id, rule] as const))(
    '%s: every parameter, in three languages',
    async (id, rule) => {
      for (const language of ['en', 'it', 'es'] as const) {
        const { json, text } = await asked([id], language);
        const [only, ...others] = json as { id: string; params: { name: string; default: unknown }[] }[];
        expect(others).toEqual([]);
        expect(only!.params.map(({ name }) => name)).toEqual(Object.keys(rule.params));
        for (const name of Object.keys(rule.params)) expect(text).toMatch(new RegExp(`^${name} `, 'm'));
        expect(text).not.toContain('optimizersText');
      }
    },
  );

  it.each(solvers.map((solver) => [solver.id, solver] as const))(
    'A17 D22: %s: family, state and every parameter, and that each of its steps takes all rows',
    async (id, solver) => {
      const { json, text } = await asked([id]);
      const [only] = json as { family: string; slots: unknown; params: { name: string }[] }[];
      expect(only).toMatchObject({ id, family: 'secondOrder', source: solver.source });
      expect(only!.params.map(({ name }) => name)).toEqual(Object.keys(solver.params));
      expect(text).toContain('Each step takes all training rows');
    },
  );

  it('refuses an unknown rule by name', () => {
    expect(() => asked(['adamw'])).toThrowError(expect.objectContaining({ code: 'optimizerUnknown' }));
  });
});
