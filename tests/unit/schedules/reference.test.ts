import fs from 'node:fs';
import { describe, expect, it } from 'vitest';
import { withDefaults, type ParamValues } from '#shared/domain/params.ts';
import { scheduleById } from '#shared/schedules/index.ts';
import { piecewiseRate, type Piecewise } from '#shared/schedules/piecewise.ts';
import { observePlateau, plateauStart, type Plateau } from '#shared/schedules/reduceOnPlateau.ts';

const file = new URL('../../../../shared/reference/optimizers.json', import.meta.url);
const present = fs.existsSync(file);

interface ScheduleCase {
  id: string;
  type: string;
  params: Record<string, unknown>;
  lr?: number[];
  form?: string;
  metric?: number[];
  lr_after_epoch?: number[];
}

const cases: ScheduleCase[] = present ? JSON.parse(fs.readFileSync(file, 'utf8')).schedules : [];

function ratesOf(testCase: ScheduleCase): number[] {
  const { type, params } = testCase;
  if (type === 'reduce_on_plateau') {
    const form = 'min_delta' in params ? 'keras' : 'torch';
    const plateau = { ...params, form } as unknown as Plateau;
    let state = plateauStart(plateau);
    return testCase.metric!.map((metric) => (state = observePlateau(plateau, state, metric)).lr);
  }
  if (type === 'piecewise') return testCase.lr!.map((_, k) => piecewiseRate(k, params as unknown as Piecewise));
  const schedule = scheduleById(type)!;
  return testCase.lr!.map((_, k) => schedule.rate(k, withDefaults(schedule.params, params as ParamValues)));
}

describe.runIf(present)('D12, D13, E3: schedules against the reference', () => {
  it.each(cases.map((testCase) => [testCase.id, testCase] as const))('%s', (_id, testCase) => {
    const expected = testCase.lr ?? testCase.lr_after_epoch!;
    const rates = ratesOf(testCase);
    expect(rates.length).toBe(expected.length);
    rates.forEach((rate, k) =>
      expect(Math.abs(rate - expected[k]!)).toBeLessThanOrEqual(1e-12 * Math.max(1, expected[k]!)),
    );
  });
});
