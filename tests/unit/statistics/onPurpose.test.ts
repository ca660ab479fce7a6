import { describe, expect, it } from 'vitest';
import type { Contender } from '#shared/domain/experiment.ts';
import { onPurpose } from '#shared/statistics/onPurpose.ts';

const contender = (name: string, optimizer: string, params: Contender['params'] = {}): Contender => {
  return { name, optimizer, params, slot: 1 };
};
const said = (contenders: readonly Contender[]) =>
  onPurpose(contenders).map(({ what, values }) => [what, ...values.map((each) => each.value)]);

describe('what differs on purpose', () => {
  it('is the optimizer and its rate', () => {
    const [sgd, adam] = [contender('a', 'sgd', { learningRate: 0.1 }), contender('b', 'adam', { learningRate: 0.001 })];
    expect(said([sgd, adam])).toEqual([
      ['optimizer', 'sgd', 'adam'],
      ['learningRate', 0.1, 0.001],
    ]);
  });

  it('leaves out what is alike', () => {
    expect(said([contender('a', 'sgd', { learningRate: 0.1 }), contender('b', 'sgd', { learningRate: 0.1 })])).toEqual(
      [],
    );
    const variants = [0.8, 0.9].map((beta) => contender(`m${beta}`, 'momentum', { learningRate: 0.1, beta }));
    expect(said(variants)).toEqual([['beta', 0.8, 0.9]]);
  });

  it('compares other settings only within one optimizer', () => {
    const all = [
      contender('a', 'adam', { learningRate: 0.01 }),
      contender('b', 'adam', { learningRate: 0.01, beta1: 0.5 }),
      contender('c', 'sgd', { learningRate: 0.01 }),
    ];
    expect(
      onPurpose(all).map(({ what, values }) => [what, values.map((each) => each.contender.name).join('')]),
    ).toEqual([
      ['optimizer', 'abc'],
      ['beta1', 'ab'],
    ]);
  });

  it('is what a contender has for itself, among all', () => {
    const all = [contender('a', 'sgd'), { ...contender('b', 'sgd'), changes: { batchSize: 1, schedule: null } }];
    expect(said(all)).toEqual([
      ['batchSize', '', '1'],
      ['schedule', '', 'null'],
    ]);
  });
});
