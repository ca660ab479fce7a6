import { describe, expect, it } from 'vitest';
import {
  addVariant,
  automaticName,
  commonRate,
  differences,
  effectiveParams,
  freeSlot,
  isVariant,
  rateOf,
  removeContender,
  renameContender,
  resetParams,
  sameRateForAll,
  setChanges,
  setParam,
  tickOptimizer,
  unusualRates,
  untickOptimizer,
  usualRate,
  usualRates,
} from '#shared/domain/contenderEdits.ts';
import { contenderWarnings, effectiveRate, wantsFullBatch } from '#shared/domain/contenderWarnings.ts';
import type { Contender } from '#shared/domain/experiment.ts';
import { optimizers } from '#shared/optimizers/index.ts';

const slots = (contenders: readonly Contender[]) => contenders.map(({ name, slot }) => [name, slot]);
const three = ['adam', 'momentum', 'sgd'].reduce<readonly Contender[]>((all, id) => tickOptimizer(all, id, id), []);

describe('what a contender has for itself', () => {
  const labels = { before: 'sgd', after: 'sgd batch 1' };

  it('stands in a name that the studio gave, and goes with it', () => {
    const own = setChanges(three, 'sgd', { batchSize: 1 }, labels);
    expect(own[2]).toEqual({ name: 'sgd batch 1', optimizer: 'sgd', params: {}, slot: 3, changes: { batchSize: 1 } });
    const back = setChanges(own, 'sgd batch 1', { batchSize: undefined }, { before: 'sgd batch 1', after: 'sgd' });
    expect(back[2]).toEqual(three[2]);
    const renamed = renameContender(three, 'sgd', 'Mine');
    expect(setChanges(renamed, 'Mine', { batchSize: 1 }, labels)[2]!.name).toBe('Mine');
  });

  it('makes of two alike no twins, and goes over to a variant', () => {
    const own = setChanges(three, 'sgd', { batchSize: 1 }, labels);
    const both = addVariant(own, 'sgd batch 1', 'sgd batch 1');
    expect(both.at(-1)).toMatchObject({ name: 'sgd batch 1 0.001', changes: { batchSize: 1 } });
    expect(contenderWarnings([three[2]!, { ...own[2]!, slot: 9 }], { ...own[2]!, slot: 9 })).toEqual([]);
  });
});

describe('slots', () => {
  it('are given in the order of joining', () => {
    expect(slots(three)).toEqual([
      ['adam', 1],
      ['momentum', 2],
      ['sgd', 3],
    ]);
  });

  it('are kept when one leaves, and the freed one goes to the next who joins', () => {
    const two = untickOptimizer(three, 'momentum');
    expect(slots(two)).toEqual([
      ['adam', 1],
      ['sgd', 3],
    ]);
    expect(slots(tickOptimizer(two, 'rmsprop', 'rmsprop'))).toEqual([
      ['adam', 1],
      ['sgd', 3],
      ['rmsprop', 2],
    ]);
  });

  it('are ten: the eleventh contender is refused', () => {
    let full = three;
    for (let i = 0; i < 7; i++) full = addVariant(full, 'adam', 'adam', { learningRate: 0.01 + i / 100 });
    expect(full).toHaveLength(10);
    expect(freeSlot(full)).toBeNull();
    expect(() => addVariant(full, 'adam', 'adam')).toThrowError(
      expect.objectContaining({ code: 'contendersFull', detail: { limit: 10 } }),
    );
  });

  it('ticking what is ticked changes nothing', () => {
    expect(tickOptimizer(three, 'adam', 'adam')).toBe(three);
  });
});

describe('solvers among the contenders', () => {
  const mixed = tickOptimizer(tickOptimizer(three, 'lbfgs', 'L-BFGS'), 'nonlinear_cg', 'CG');

  it('have no rate: those of the others are set, compared and given back without them', () => {
    const same = sameRateForAll(mixed, 0.3, ({ optimizer }) => optimizer);
    expect(same.map(rateOf)).toEqual([0.3, 0.3, 0.3, null, null]);
    expect(commonRate(same)).toBe(0.3);
    expect(unusualRates(same)).toBe(3);
    expect(usualRate('lbfgs')).toBeNull();
    expect(usualRates(same, ({ optimizer }) => optimizer).at(3)).toEqual(same[3]);
  });

  it('have variants that differ in the first value that can, and keep it when their defaults are given back', () => {
    const varied = addVariant(addVariant(mixed, 'L-BFGS', 'L-BFGS'), 'CG', 'CG');
    expect(varied.map(({ name }) => name).slice(3)).toEqual(['L-BFGS', 'L-BFGS m 1', 'CG', 'CG fletcher_reeves']);
    const set = setParam(varied, 'L-BFGS m 1', 'gtol', 0.1, 'L-BFGS');
    const reset = resetParams(set, set[4]!.name, 'L-BFGS');
    expect(reset[4]).toMatchObject({ name: 'L-BFGS m 1', params: { history: 1 } });
  });
});

describe('variants', () => {
  it('stand behind their like, differ in a rate nobody has, and are named by it', () => {
    const varied = addVariant(addVariant(three, 'sgd', 'SGD'), 'sgd', 'SGD');
    expect(slots(varied)).toEqual([
      ['adam', 1],
      ['momentum', 2],
      ['sgd', 3],
      ['SGD 0.001', 4],
      ['SGD 0.1', 5],
    ]);
    expect(varied.map(rateOf)).toEqual([0.001, 0.01, 0.01, 0.001, 0.1]);
    expect(differences(varied, varied[4]!)).toEqual(['learningRate']);
    expect(isVariant(varied, varied[2]!)).toBe(false);
    expect(isVariant(varied, varied[3]!)).toBe(true);
  });

  it('are named by every value in which they differ, with the symbol of the paper', () => {
    const varied = addVariant(three, 'adam', 'Adam', { beta1: 0.5, eps_place: 'eps_hat' });
    expect(varied[1]!.name).toBe('Adam β₁ 0.5 eps_hat');
  });

  it('keep only their rate when they are reset', () => {
    const varied = addVariant(three, 'momentum', 'momentum', { learningRate: 0.5, beta: 0.3 });
    const reset = resetParams(varied, varied[2]!.name, 'momentum');
    expect(reset[2]).toEqual({ name: 'momentum 0.5', optimizer: 'momentum', params: { learningRate: 0.5 }, slot: 4 });
  });
});

describe('setParam', () => {
  it('writes down only what differs from the default', () => {
    const changed = setParam(three, 'adam', 'learningRate', 0.01, 'adam');
    expect(changed[0]!.params).toEqual({ learningRate: 0.01 });
    expect(setParam(changed, 'adam', 'learningRate', 0.001, 'adam')[0]!.params).toEqual({});
  });

  it('lets a name of the studio follow the value, and leaves a name of the reader alone', () => {
    const varied = addVariant(three, 'sgd', 'SGD');
    const moved = setParam(varied, 'SGD 0.001', 'learningRate', 0.5, 'SGD');
    expect(moved[3]!.name).toBe('SGD 0.5');
    const own = setParam(
      renameContender(varied, 'SGD 0.001', 'The slow one'),
      'The slow one',
      'learningRate',
      0.5,
      'SGD',
    );
    expect(own[3]!.name).toBe('The slow one');
    expect(automaticName(own, own[3]!, 'SGD')).toBe('SGD 0.5');
  });

  it('refuses an illegal value, an unknown parameter and an unknown contender by name', () => {
    expect(() => setParam(three, 'adam', 'beta1', 1, 'adam')).toThrowError(
      expect.objectContaining({ code: 'paramTooLarge' }),
    );
    expect(() => setParam(three, 'adam', 'gamma', 1, 'adam')).toThrowError(
      expect.objectContaining({ code: 'paramUnknown' }),
    );
    expect(() => setParam(three, 'nobody', 'beta1', 0.5, 'x')).toThrowError(
      expect.objectContaining({ code: 'contenderUnknown' }),
    );
  });
});

describe('the list', () => {
  it('loses one contender and nobody else changes', () => {
    expect(slots(removeContender(three, 'momentum'))).toEqual([
      ['adam', 1],
      ['sgd', 3],
    ]);
  });

  it('keeps names unique and not empty', () => {
    expect(() => renameContender(three, 'adam', ' sgd ')).toThrowError(
      expect.objectContaining({ code: 'contenderNameTaken' }),
    );
    expect(() => renameContender(three, 'adam', '  ')).toThrowError(
      expect.objectContaining({ code: 'contenderNameEmpty' }),
    );
    expect(renameContender(three, 'adam', 'adam')[0]!.name).toBe('adam');
  });

  it('takes one rate for all', () => {
    const same = sameRateForAll(addVariant(three, 'sgd', 'sgd'), 0.01, ({ optimizer }) => optimizer);
    expect(same.map(rateOf)).toEqual([0.01, 0.01, 0.01, 0.01]);
    expect(new Set(same.map((contender) => contender.name)).size).toBe(4);
    expect(effectiveParams(same[0]!).beta1).toBe(0.9);
  });
});

describe('warnings', () => {
  const contender = (optimizer: string, params: Contender['params']): Contender => ({
    name: 'x',
    optimizer,
    params,
    slot: 1,
  });

  // Equal gradients sum to η (1 + β + β² + …) = η / (1 − β): 0.5 / 0.1 = 5; dampening 0.5 halves it; the average has none.
  it.each([
    ['momentum', { learningRate: 0.5 }, 5],
    ['momentum', { learningRate: 0.5, form: 'lr_out', dampening: 0.5 }, 2.5],
    ['momentum', { learningRate: 0.5, form: 'ema' }, 0.5],
    ['nesterov', { learningRate: 0.1, beta: 0.5 }, 0.2],
    ['sgd', { learningRate: 0.3 }, 0.3],
  ])('%s %o acts like a rate of %d', (optimizer, params, expected) => {
    expect(effectiveRate(contender(optimizer, params))).toBeCloseTo(expected, 12);
  });

  it('speak up at a rate that rarely settles, and not at the defaults', () => {
    const codes = (optimizer: string, params: Contender['params']) =>
      contenderWarnings([contender(optimizer, params)], contender(optimizer, params)).map((warning) => warning.code);
    expect(codes('momentum', { learningRate: 0.5 })).toEqual(['effectiveRateHigh']);
    expect(codes('sgd', { learningRate: 1 })).toEqual(['rateHigh']);
    expect(codes('adam', { learningRate: 0.5 })).toEqual(['stepHigh']);
    for (const { id } of optimizers) expect(codes(id, {}), id).toEqual(id === 'ftrl' ? ['forgetsStart'] : []);
  });

  it('tell that Adadelta crawls at a rate far below its own 1', () => {
    const slow = contender('adadelta', { learningRate: 0.001 });
    expect(contenderWarnings([slow], slow)).toEqual([{ code: 'rateLow', detail: { rate: 0.001 } }]);
    expect(contenderWarnings([contender('adadelta', {})], contender('adadelta', {}))).toEqual([]);
  });

  it('ask for the whole training part where noise of small batches would be read as a turn', () => {
    const codes = (optimizer: string, batchSize: number, params: Contender['params'] = {}) => {
      const one = contender(optimizer, params);
      return contenderWarnings([one], one, { batchSize, trainingRows: 600 }).map((warning) => warning.code);
    };
    for (const { id } of optimizers) {
      expect(codes(id, 32).includes('smallBatch'), id).toBe(['rprop', 'delta_bar_delta'].includes(id));
      expect(wantsFullBatch(id)).toBe(['rprop', 'delta_bar_delta'].includes(id));
      expect(codes(id, 600)).not.toContain('smallBatch');
    }
    expect(codes('lookahead', 32, { inner: 'rprop' })).toEqual(['smallBatch']);
    expect(contenderWarnings([contender('rprop', {})], contender('rprop', {}))).toEqual([]);
  });

  it('say what is true of a rule once, not of every variant', () => {
    const variants = [contender('ftrl', {}), { ...contender('ftrl', { learningRate: 0.1 }), name: 'y', slot: 2 }];
    expect(contenderWarnings(variants, variants[0]!).map(({ code }) => code)).toEqual(['forgetsStart']);
    expect(contenderWarnings(variants, variants[1]!)).toEqual([]);
  });

  it('look through Lookahead at the rule that moves', () => {
    const inside = contender('lookahead', { learningRate: 0.5, inner: 'momentum' });
    expect(contenderWarnings([inside], inside)).toEqual([
      { code: 'effectiveRateHigh', detail: { rate: 0.5, effective: 5, beta: 0.9 } },
    ]);
  });

  it('name the twin that would draw the same curve', () => {
    const twins = [contender('adam', {}), { ...contender('adam', { beta1: 0.9 }), name: 'y', slot: 2 }];
    expect(contenderWarnings(twins, twins[0]!)).toEqual([]);
    expect(contenderWarnings(twins, twins[1]!)).toEqual([{ code: 'twin', detail: { name: 'x' } }]);
  });
});

describe('the usual rates', () => {
  const named = ({ optimizer }: Contender): string => optimizer;
  const same = sameRateForAll(addVariant(three, 'sgd', 'sgd', { learningRate: 5 }), 0.3, named);

  it('says whether all rates are the same, and how many are not the usual ones', () => {
    expect(commonRate(three)).toBeNull();
    expect(commonRate([])).toBeNull();
    expect(commonRate(same)).toBe(0.3);
    expect(unusualRates(three)).toBe(0);
    expect(unusualRates(same)).toBe(4);
    expect(unusualRates(setParam(three, 'adam', 'learningRate', 0.5, 'adam'))).toBe(1);
  });

  it('gives every contender, variants too, its rule’s usual rate back and touches nothing else', () => {
    const remembers = setParam(same, 'momentum', 'beta', 0.5, 'momentum');
    const usual = usualRates(remembers, named);
    expect(usual.map(({ slot }) => slot)).toEqual(same.map(({ slot }) => slot));
    for (const contender of usual) expect(rateOf(contender)).toBe(usualRate(contender.optimizer));
    expect(usual.find(({ optimizer }) => optimizer === 'momentum')!.params).toEqual({ beta: 0.5 });
  });
});
