import { describe, expect, it } from 'vitest';
import { addPiece, removePiece, setPiece } from '#shared/schedules/pieces.ts';
import { piecewiseDefaults, piecewiseProblem } from '#shared/schedules/piecewise.ts';
import { scheduleIds, usualPlan } from '#shared/schedules/plan.ts';
import { rateShare } from '#shared/schedules/share.ts';
import { parseExperiment } from '#shared/domain/experimentSchema.ts';
import { defaultExperiment } from '#shared/domain/defaultExperiment.ts';

const pieces = piecewiseDefaults(400);

describe('pieces of a rate', () => {
  it.each([2, 3, 5, 400])('start legal for %i updates: the whole rate, then a tenth, then a hundredth', (steps) => {
    const usual = piecewiseDefaults(steps);
    expect(piecewiseProblem(usual)).toBeNull();
    expect(usual.values).toEqual([1, 0.1, 0.01]);
  });

  it('change one by one', () => {
    expect(setPiece(pieces, 1, { from: 150 })).toEqual({ ...pieces, boundaries: [150, 300] });
    expect(setPiece(pieces, 0, { share: 0.5 })).toEqual({ ...pieces, values: [0.5, 0.1, 0.01] });
    expect(setPiece(pieces, 0, { from: 7 })).toEqual(pieces);
  });

  it('come and go; the first piece and one change stay', () => {
    const more = addPiece(pieces, 400);
    expect(more).toEqual({ ...pieces, boundaries: [200, 300, 350], values: [1, 0.1, 0.01, 0.001] });
    expect(piecewiseProblem(addPiece({ ...pieces, boundaries: [200, 900] }, 400))).toBeNull();
    expect(removePiece(more, 2)).toEqual({ ...pieces, boundaries: [200, 350], values: [1, 0.1, 0.001] });
    expect(removePiece(pieces, 0)).toBe(pieces);
    const one = removePiece(pieces, 2);
    expect(removePiece(one, 1)).toBe(one);
  });

  it.each(scheduleIds)('%s: what a person gets who chooses it is a legal plan', (id) => {
    const schedule = usualPlan(id, 570);
    expect(rateShare(schedule, 0)).toBeGreaterThanOrEqual(0);
    const experiment = { ...defaultExperiment, training: { ...defaultExperiment.training, schedule } };
    expect(parseExperiment(JSON.parse(JSON.stringify(experiment))).training.schedule).toEqual(schedule);
  });
});
