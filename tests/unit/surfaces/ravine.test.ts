import { describe, expect, it } from 'vitest';
import { defaultValues } from '#shared/domain/params.ts';
import { racerById, racers, racerValues } from '#shared/surfaces/racer.ts';
import { LOOP_MS, lowestEnding, ravine, ravineRace, updatesAt } from '#shared/surfaces/ravine.ts';

const lastOf = (id: string, h = {}) => ravineRace(id, h).trace.at(-1)!;

describe('the path of a card in the ravine', () => {
  it.each(racers().map((racer) => [racer.id, racer] as const))(
    'E11: %s comes down from (−5, −2) with its usual values, and stays on the picture',
    (id, racer) => {
      const { trace, divergence } = ravineRace(id, racerValues(racer, {}));
      expect(divergence).toBeNull();
      expect([...trace[0]!.theta]).toEqual([-5, -2]);
      expect(trace.at(-1)!.f).toBeLessThan(trace[0]!.f / 2);
      for (const { theta } of trace) {
        expect(Math.abs(theta[0]!)).toBeLessThan(6);
        expect(Math.abs(theta[1]!)).toBeLessThanOrEqual(2.4);
      }
    },
  );

  it('B6: is the rule itself in doubles: descent at 0.4 is where the published figure has it after 20 updates', () => {
    const { theta } = ravineRace('sgd', {}).trace[20]!;
    expect(theta[0]!.toFixed(6)).toBe('-0.943467');
    expect(theta[1]!.toFixed(6)).toBe('-0.000073');
  });

  it('follows the values of a contender, but not its rate', () => {
    const usual = lastOf('momentum');
    expect([...lastOf('momentum', { learningRate: 1000 }).theta]).toEqual([...usual.theta]);
    expect([...lastOf('momentum', { beta: 0.5 }).theta]).not.toEqual([...usual.theta]);
  });

  it('of Lookahead takes a rate fit for the rule inside', () => {
    expect(
      ravineRace('lookahead', defaultValues(racers().find(({ id }) => id === 'lookahead')!.params)).rate,
    ).toBeCloseTo(0.3);
    expect(ravineRace('lookahead', { inner: 'sgd' }).rate).toBeCloseTo(0.6);
  });

  it('of a rule nobody chose a rate for takes one that comes down and does not fly out', () => {
    expect(lowestEnding(racerById('sgd'), {})).toBe(0.4);
    expect(lowestEnding(racerById('momentum'), {})).toBe(0.1);
  });

  it('moves for most of ten seconds, rests at its end, and begins again', () => {
    expect(LOOP_MS).toBe(10_000);
    expect(updatesAt(0, 40)).toBe(0);
    expect(updatesAt(4250, 40)).toBe(20);
    expect(updatesAt(8500, 40)).toBe(40);
    expect(updatesAt(9999, 40)).toBe(40);
    expect(updatesAt(10_000 + 4250, 40)).toBe(20);
    expect(ravine.value(1, 1, defaultValues(ravine.params))).toBeCloseTo(2.1, 12);
  });
});
