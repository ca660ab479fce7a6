import { describe, expect, it } from 'vitest';
import { sentencesOf } from '#main/cli/sentences.ts';
import { isRule, racers } from '#shared/surfaces/racer.ts';

const textsOf = (id: string, isSolver: boolean) => `${isSolver ? 'surfaces.solvers' : 'optimizersText'}.${id}`;

describe.each(['en', 'it', 'es'] as const)('E10: which one to choose, in %s', (language) => {
  const say = sentencesOf(language);

  it.each(racers().map((racer) => [racer.id, racer] as const))('%s: plain words, and when to use it', (id, racer) => {
    for (const part of ['about', 'when']) {
      const text = say(`${textsOf(id, !isRule(racer))}.${part}`);
      expect(text).toMatch(/^\p{Lu}.{20,}\.$/su);
    }
  });

  it('no two give the same advice', () => {
    const advice = racers().map((racer) => say(`${textsOf(racer.id, !isRule(racer))}.when`));
    expect(new Set(advice).size).toBe(advice.length);
  });
});
