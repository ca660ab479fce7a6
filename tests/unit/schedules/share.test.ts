import { describe, expect, it } from 'vitest';
import { parseExperiment } from '#shared/domain/experimentSchema.ts';
import { defaultExperiment } from '#shared/domain/defaultExperiment.ts';
import { schedules } from '#shared/schedules/index.ts';
import { rateShare, shareDefaults } from '#shared/schedules/share.ts';

describe('schedules as shares of a contender’s own rate', () => {
  it.each(schedules.map((schedule) => [schedule.id, schedule] as const))(
    '%s: legal defaults, shares within 0 … 1',
    (id, schedule) => {
      const plan = { id, params: shareDefaults(schedule, 570) };
      const shares = Array.from({ length: 570 }, (_, k) => rateShare(plan, k));
      expect(Math.max(...shares)).toBeCloseTo(1, 6);
      expect(Math.min(...shares)).toBeGreaterThanOrEqual(0);
      if (!['constant', 'cosine_restarts', 'inverse_time'].includes(id)) expect(shares.at(-1)).toBeLessThan(0.1);
      const experiment = { ...defaultExperiment, training: { ...defaultExperiment.training, schedule: plan } };
      expect(parseExperiment(JSON.parse(JSON.stringify(experiment))).training.schedule).toEqual(plan);
    },
  );

  it('is 1 without a schedule; an unknown schedule or parameter is refused by name', () => {
    expect(rateShare(null, 5)).toBe(1);
    const withSchedule = (schedule: unknown) => ({
      ...defaultExperiment,
      training: { ...defaultExperiment.training, schedule },
    });
    expect(() => parseExperiment(withSchedule({ id: 'zigzag', params: {} }))).toThrow(/training\.schedule\.id/);
    expect(() => parseExperiment(withSchedule({ id: 'step', params: { odd: 1 } }))).toThrow(/paramUnknown/);
  });
});
