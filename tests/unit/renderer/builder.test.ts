import { describe, expect, it } from 'vitest';
import { checkModel } from '#shared/domain/modelCheck.ts';
import { fromTemplate, modelTemplates } from '#shared/domain/modelTemplates.ts';
import { allMultiplyAdds, weightBytes } from '#shared/layers/work.ts';
import { landingIndex, placeAfterMove } from '../../../src-renderer/composables/landing.ts';

const rows = ['a', 'b', 'c'].map((id, at) => ({ id, top: at * 40, bottom: at * 40 + 40 }));

describe('where a drag lands', () => {
  it('is the gap before the first row whose middle lies below the pointer', () => {
    expect([-5, 19, 21, 59, 61, 99, 101, 500].map((y) => landingIndex(rows, y))).toEqual([0, 0, 1, 1, 2, 2, 3, 3]);
    expect(landingIndex([], 10)).toBe(0);
  });

  it('counts a moved row out of the stack, and is nothing where it would stay', () => {
    expect([0, 1, 2, 3].map((gap) => placeAfterMove(rows, ['b'], gap))).toEqual([0, null, null, 2]);
    expect([0, 1, 2, 3].map((gap) => placeAfterMove(rows, ['a'], gap))).toEqual([null, null, 1, 2]);
  });

  it('brings several rows together, and is nothing where they stand so already', () => {
    expect([0, 1, 2, 3].map((gap) => placeAfterMove(rows, ['a', 'c'], gap))).toEqual([0, 0, 1, 1]);
    expect([0, 1, 2, 3].map((gap) => placeAfterMove(rows, ['a', 'b'], gap))).toEqual([null, null, null, 1]);
  });

  it('is the gap itself for a new layer', () => {
    expect([0, 1, 2, 3].map((gap) => placeAfterMove(rows, [], gap))).toEqual([0, 1, 2, 3]);
  });
});

describe('facts of a model', () => {
  it('counts every kernel value once per place of the output', () => {
    const demand = { task: 'classification', units: 10 } as const;
    const loss = 'categoricalCrossentropy';
    const template = modelTemplates.find(({ id }) => id === 'fashionCnn')!;
    const { model } = fromTemplate(template, { inputShape: [28, 28, 1], demand, loss });
    const check = checkModel(model, [28, 28, 1], demand, loss);
    const byHand = 28 * 28 * (2 * 2 * 1 * 64) + 14 * 14 * (2 * 2 * 64 * 32) + 7 * 7 * 32 * 256 + 256 * 10;
    expect(allMultiplyAdds(check.rows)).toBe(byHand);
    expect(weightBytes(check.parameters)).toBe(1_651_112);
  });
});
