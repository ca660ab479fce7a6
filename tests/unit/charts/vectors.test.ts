import { describe, expect, it } from 'vitest';
import { race } from '#shared/surfaces/race.ts';
import { racerById } from '#shared/surfaces/racer.ts';
import { surfaceById } from '#shared/surfaces/index.ts';
import { arrowsAt } from '#renderer/charts/contourVectors.ts';

const all = { gradient: true, velocity: true, lookahead: true };

describe('C2 E5: the arrows of an update', () => {
  it('of look-ahead Nesterov: the way to θ + βv, and from there the gradient step that ends at the new θ', () => {
    const beta = 0.9;
    const { trace } = race({
      surface: surfaceById('quadratic')!,
      params: {},
      racer: racerById('nesterov'),
      h: { learningRate: 0.1, beta, form: 'lookahead' },
      start: [-5, -2],
      steps: 8,
    });
    for (const [i, step] of trace.slice(0, -1).entries()) {
      const arrows = arrowsAt(step, true, all);
      const [gradient, velocity] = [arrows[0]!, arrows[1]!];
      const v = step.slots.v as Float64Array;
      expect([gradient.kind, velocity.kind]).toEqual(['gradient', 'velocity']);
      expect(velocity.to[0]).toBeCloseTo(step.theta[0]! + v[0]!, 12);
      expect(gradient.from[1]).toBeCloseTo(step.theta[1]! + beta * v[1]!, 12);
      const next = trace[i + 1]!.theta;
      expect([...gradient.to].map((value) => value.toFixed(12))).toEqual([...next].map((value) => value.toFixed(12)));
      expect(arrows.find(({ kind }) => kind === 'lookahead')).toEqual({
        kind: 'lookahead',
        from: [...step.theta],
        to: [...gradient.from],
      });
    }
  });

  it('of plain descent: the gradient step alone', () => {
    const { trace } = race({
      surface: surfaceById('quadratic')!,
      params: {},
      racer: racerById('sgd'),
      h: { learningRate: 0.1 },
      start: [-5, -2],
      steps: 1,
    });
    const arrows = arrowsAt(trace[0]!, false, all);
    expect(arrows).toHaveLength(1);
    expect(arrows[0]!.to).toEqual([...trace[1]!.theta]);
  });
});
