import { describe, expect, it } from 'vitest';
import { ruleFormula } from '#shared/algebra/formula.ts';
import { optimizers } from '#shared/optimizers/index.ts';

describe('formulas written by the rules themselves', () => {
  it.each([
    ['sgd', {}, '\\theta_{t} = \\theta_{t-1} - \\eta \\cdot g_{t}'],
    ['momentum', {}, 'v_{t} = \\beta \\cdot v_{t-1} - \\eta \\cdot g_{t} \\\\ \\theta_{t} = \\theta_{t-1} + v_{t}'],
    [
      'momentum',
      { form: 'ema' },
      'v_{t} = \\beta \\cdot v_{t-1} + \\left(1 - \\beta\\right) \\cdot g_{t} \\\\ \\theta_{t} = \\theta_{t-1} - \\eta \\cdot v_{t}',
    ],
    [
      'rmsprop',
      {},
      's_{t} = \\rho \\cdot s_{t-1} + \\left(1 - \\rho\\right) \\cdot g_{t}^{2} \\\\ ' +
        '\\theta_{t} = \\theta_{t-1} - \\eta \\cdot \\frac{g_{t}}{\\sqrt{s_{t} + \\varepsilon}}',
    ],
    [
      'adam',
      {},
      'm_{t} = \\beta_{1} \\cdot m_{t-1} + \\left(1 - \\beta_{1}\\right) \\cdot g_{t} \\\\ ' +
        'v_{t} = \\beta_{2} \\cdot v_{t-1} + \\left(1 - \\beta_{2}\\right) \\cdot g_{t}^{2} \\\\ ' +
        '\\hat{m}_{t} = \\frac{m_{t}}{1 - \\beta_{1}^{t}} \\\\ \\hat{v}_{t} = \\frac{v_{t}}{1 - \\beta_{2}^{t}} \\\\ ' +
        '\\theta_{t} = \\theta_{t-1} - \\eta \\cdot \\frac{\\hat{m}_{t}}{\\sqrt{\\hat{v}_{t}} + \\varepsilon}',
    ],
    [
      'sgd',
      { weight_decay: 0.1 },
      '\\theta_{t} = \\theta_{t-1} - \\eta \\cdot \\left(g_{t} + \\lambda \\cdot \\theta_{t-1}\\right)',
    ],
  ])('%s %j', (id, params, expected) => {
    expect(ruleFormula(id, params).tex).toBe(expected);
  });

  it.each(optimizers.map((rule) => rule.id))('%s: MathML is well formed, one line per state and step', (id) => {
    const { mathml } = ruleFormula(id, {});
    for (const line of mathml) {
      const open: string[] = [];
      for (const [, close, tag] of line.matchAll(/<(\/?)([a-z]+)[^>]*>/g)) {
        if (!close) open.push(tag!);
        else expect(open.pop()).toBe(tag);
      }
      expect(open).toEqual([]);
      expect(line).not.toContain('undefined');
    }
  });

  it('shows the look-ahead gradient of Nesterov', () => {
    expect(ruleFormula('nesterov', { form: 'lookahead' }).tex).toContain(
      'g_{t} = \\nabla f\\left(\\theta_{t-1} + \\beta \\cdot v_{t-1}\\right)',
    );
  });
});
