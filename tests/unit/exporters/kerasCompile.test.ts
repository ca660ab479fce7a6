import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { kerasCompile } from '#main/exporters/kerasCompile.ts';
import { readRecipes } from '#main/services/recipes.ts';
import { experimentOf } from '#shared/domain/contenderPlan.ts';
import type { Contender, ContenderChanges } from '#shared/domain/experiment.ts';
import { repositoryRoot } from '../../../scripts/paths.ts';

const recipes = await readRecipes(join(repositoryRoot, 'resources'));
const experiment = (id: string) => recipes.find((recipe) => recipe.id === id)!.experiment;

function optimizerOf(contender: Contender, changes: ContenderChanges = {}, id = 'fashion-mnist'): string | null {
  const lines = kerasCompile(experimentOf(experiment(id), { ...contender, changes }), contender);
  return lines && /optimizer=keras\.optimizers\.(.*),$/m.exec(lines.join('\n'))![1]!;
}

describe('A18: the settings of an exported model are those of model.compile and model.fit', () => {
  it('of the six of the first text', () => {
    const { contenders } = experiment('fashion-mnist');
    expect(contenders.map((each) => optimizerOf(each))).toEqual([
      'SGD(learning_rate=0.001)',
      'SGD(learning_rate=0.001, momentum=0.9)',
      'SGD(learning_rate=0.001, momentum=0.9, nesterov=True)',
      'Adagrad(learning_rate=0.001, initial_accumulator_value=0.1, epsilon=1e-7)',
      'RMSprop(learning_rate=0.001, rho=0.9, momentum=0, epsilon=1e-7, centered=False)',
      'Adam(learning_rate=0.001, beta_1=0.9, beta_2=0.999, epsilon=1e-7)',
    ]);
    expect(kerasCompile(experiment('fashion-mnist'), contenders[0]!)).toEqual([
      'model.compile(',
      '    optimizer=keras.optimizers.SGD(learning_rate=0.001),',
      '    loss="sparse_categorical_crossentropy",',
      '    metrics=["accuracy"],',
      ')',
      'model.fit(x, y, epochs=10, batch_size=64, validation_data=(x_val, y_val))',
    ]);
  });

  it('with what clips gradients, and a contender’s own batches and epochs', () => {
    const [sgd] = experiment('fashion-mnist').contenders as [Contender];
    const clipping = { mode: 'global_norm', threshold: 1 } as const;
    expect(optimizerOf(sgd, { clipping })).toBe('SGD(learning_rate=0.001, global_clipnorm=1)');
    const own = experimentOf(experiment('fashion-mnist'), { ...sgd, changes: { batchSize: 1, epochs: 3 } });
    expect(kerasCompile(own, sgd)!.at(-1)).toContain('epochs=3, batch_size=1,');
  });

  it.each([
    ['a rule Keras does not have', { optimizer: 'rprop', params: {} }],
    ['an epsilon in another place', { optimizer: 'adam', params: { eps_place: 'after_correction' } }],
    ['a velocity without the rate', { optimizer: 'momentum', params: { form: 'lr_out' } }],
    ['the momentum of the older Nadam', { optimizer: 'nadam', params: { momentum_decay: 0.004 } }],
  ])('says nothing where Keras does something else: %s', (_, own) => {
    expect(optimizerOf({ name: 'x', slot: 1, ...own })).toBeNull();
  });

  it('says nothing where the rate has a schedule', () => {
    const [sgd] = experiment('fashion-mnist').contenders as [Contender];
    expect(optimizerOf(sgd, { schedule: { id: 'cosine', params: {} } })).toBeNull();
  });
});
