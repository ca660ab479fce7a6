import { describe, expect, it } from 'vitest';
import type { ParamValues } from '#shared/domain/params.ts';
import { adam } from '#shared/optimizers/adam.ts';
import { optimizers } from '#shared/optimizers/index.ts';
import { momentum } from '#shared/optimizers/momentum.ts';
import { nesterov } from '#shared/optimizers/nesterov.ts';
import type { UpdateRule } from '#shared/optimizers/rule.ts';
import { explainedTex, explainStep, writtenNumber } from '#shared/surfaces/explain.ts';
import { surfaceById } from '#shared/surfaces/index.ts';
import { race } from '#shared/surfaces/race.ts';

function explained(rule: UpdateRule, h: ParamValues, step: number, component: 0 | 1 = 0) {
  const { trace } = race({
    surface: surfaceById('quadratic')!,
    params: {},
    racer: rule,
    h,
    start: [-5, -2],
    steps: 12,
  });
  const [before, after] = [trace[step - 1]!, trace[step]!];
  return { after, lines: explainStep({ rule, h, before, after, component, decimalSign: '.' }) };
}

describe('explaining a step', () => {
  it.each(optimizers.map((rule) => [rule.id, rule] as const))(
    '%s: the last line is the new point, every state is told',
    (_id, rule) => {
      for (const step of [1, 2, 7])
        for (const component of [0, 1] as const) {
          const { after, lines } = explained(rule, {}, step, component);
          expect(lines.at(-1)!.result).toBeCloseTo(after.theta[component]!, 12);
          expect(lines[0]!.kind).toBe('gradient');
          for (const [slot, value] of Object.entries(after.slots)) {
            const line = lines.find(({ symbol }) => symbol === slot)!;
            expect(line.result).toBeCloseTo(typeof value === 'number' ? value : value[component]!, 12);
          }
          for (const { rule: general, filled, outcome } of lines) {
            if (outcome !== null) expect(outcome).toMatch(/^<math><mrow><mo>=<\/mo>/);
            expect(general).toMatch(/^<math>.*<\/math>$/);
            expect(filled).not.toMatch(/NaN|undefined/);
          }
        }
    },
  );

  it('writes Adam’s seventh step term by term', () => {
    const { lines } = explained(adam as unknown as UpdateRule, { learningRate: 0.4 }, 7);
    expect(lines.map(({ kind, symbol }) => `${kind} ${symbol}`)).toEqual([
      'gradient g',
      'state m',
      'state v',
      'value m̂',
      'value v̂',
      'position θ',
    ]);
    expect(lines[1]!.tex).toEqual([
      'm_{t} = \\beta_{1} \\cdot m_{t-1} + \\left(1 - \\beta_{1}\\right) \\cdot g_{t}',
      'm_{7} = 0.9 \\cdot \\left(-0.3642\\right) + \\left(1 - 0.9\\right) \\cdot \\left(-0.528\\right) = -0.3805',
    ]);
    const copied = explainedTex(lines).split('\n');
    expect([copied[0], copied.at(-1)]).toEqual(['\\begin{aligned}', '\\end{aligned}']);
    expect(copied.slice(1, -1)).toHaveLength(2 * lines.length);
    expect(copied.slice(1, -1).every((row) => row.split('&=').length === 2)).toBe(true);
    expect(lines[1]!.filled).toContain('<mo>−</mo><mn>0.3642</mn>');
  });

  it('shows a sum with a negative number as a difference, and takes the gradient where Nesterov looks', () => {
    const { lines } = explained(nesterov as unknown as UpdateRule, { form: 'lookahead', learningRate: 0.1 }, 3, 1);
    expect(lines[0]!.rule).toContain('∇f');
    expect(lines.at(-1)!.tex.join(' ')).not.toContain('+ -');
  });

  it('takes the decimal sign of the reader in MathML and a point in TeX', () => {
    const rule = momentum as unknown as UpdateRule;
    const { trace } = race({
      surface: surfaceById('quadratic')!,
      params: {},
      racer: rule,
      h: {},
      start: [-5, -2],
      steps: 2,
    });
    const [line] = explainStep({
      rule,
      h: {},
      before: trace[0]!,
      after: trace[1]!,
      component: 0,
      decimalSign: ',',
    }).slice(1);
    expect(line!.filled).toContain('<mn>0,01</mn>');
    expect(line!.tex.join(' ')).toContain('0.01');
  });

  it('writes numbers with four digits', () => {
    expect(writtenNumber(-0.363912345)).toEqual({ digits: '0.3639', exponent: null });
    expect(writtenNumber(1.25e-7)).toEqual({ digits: '1.25', exponent: -7 });
    expect(writtenNumber(0)).toEqual({ digits: '0', exponent: null });
    expect(writtenNumber(123456)).toEqual({ digits: '1.235', exponent: 5 });
  });
});
