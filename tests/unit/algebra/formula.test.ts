import { describe, expect, it } from 'vitest';
import { ruleFormula } from '#shared/algebra/formula.ts';
import { mathml } from '#shared/algebra/mathml.ts';
import { splitSymbol } from '#shared/algebra/symbols.ts';
import { tex } from '#shared/algebra/tex.ts';
import type { ParamValues } from '#shared/domain/params.ts';
import { optimizers } from '#shared/optimizers/index.ts';
import type { UpdateRule } from '#shared/optimizers/rule.ts';

/** The defaults, and every single choice, switch and number that is off by default. */
function conventions(rule: UpdateRule): ParamValues[] {
  const single = Object.entries(rule.params).flatMap(([name, spec]): ParamValues[] => {
    if (spec.type === 'choice') return spec.choices.map((choice) => ({ [name]: choice }));
    if (spec.type === 'boolean') return [{ [name]: !spec.default }];
    return spec.default === 0 ? [{ [name]: Math.min(0.1, spec.max) }] : [];
  });
  return [{}, ...single];
}
const written = optimizers.flatMap((rule) =>
  conventions(rule).map((params) => [`${rule.id} ${JSON.stringify(params)}`, rule.id, params] as const),
);
/** The lines as one row of TeX, without the environment that puts them below one another. */
const texOf = (id: string, params: ParamValues = {}): string =>
  ruleFormula(id, params)
    .tex.replace(/^\\begin\{aligned\}\n([^]*)\n\\end\{aligned\}$/, '$1')
    .replaceAll(' &= ', ' = ')
    .replaceAll('\n', ' ');
const linesOf = (id: string, params: ParamValues = {}) => texOf(id, params).split(/ \\\\ (?=[^ ]+_?[^ ]* = )/);

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
    expect(texOf(id, params)).toBe(expected);
  });

  it('TeX of several lines compiles as it is: one environment, one equals sign a line to stand at', () => {
    const { tex: text } = ruleFormula('momentum', {});
    expect(text).toBe(
      '\\begin{aligned}\nv_{t} &= \\beta \\cdot v_{t-1} - \\eta \\cdot g_{t} \\\\\n\\theta_{t} &= \\theta_{t-1} + v_{t}\n\\end{aligned}',
    );
    expect(ruleFormula('sgd', {}).tex).not.toContain('aligned');
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
    expect(texOf('nesterov', { form: 'lookahead' })).toContain(
      'g_{t} = \\nabla f\\left(\\theta_{t-1} + \\beta \\cdot v_{t-1}\\right)',
    );
  });

  it.each([
    [
      'a choice with three branches as one list, each with its condition',
      'delta_bar_delta',
      {},
      'e_{t} = \\begin{cases} e_{t-1} + \\kappa & b_{t-1} \\cdot g_{t} > 0 \\\\ ' +
        'e_{t-1} \\cdot \\left(1 - \\varphi\\right) & b_{t-1} \\cdot g_{t} < 0 \\\\ ' +
        'e_{t-1} & b_{t-1} \\cdot g_{t} = 0 \\end{cases} \\\\ b_{t} =',
    ],
    ['the sign first, then what is done with it', 'rprop', {}, 's_{t} = \\operatorname{sign}'],
    [
      'limits under their letter',
      'rprop',
      {},
      '\\Delta_{t} = \\min\\left(\\max\\left(\\Delta_{t-1} \\cdot \\xi_{t}, \\Delta_{\\min}\\right), \\Delta_{\\max}\\right)',
    ],
    [
      'the opposite of below',
      'rprop',
      {},
      '\\hat{g}_{t} = \\begin{cases} 0 & s_{t} < 0 \\\\ g_{t} & s_{t} \\ge 0 \\end{cases}',
    ],
    [
      'a constant without an index',
      'radam',
      {},
      '\\rho_{\\infty} = \\frac{2}{1 - \\beta_{2}} - 1 \\\\ \\rho_{t} = \\rho_{\\infty} - ',
    ],
    [
      'a difference above 0 as a comparison',
      'radam',
      {},
      '& \\rho_{t} > 5 \\\\ \\hat{m}_{t} & \\rho_{t} \\le 5 \\end{cases}',
    ],
    [
      'two conditions in one, and the opposite of both',
      'lamb',
      {},
      '\\left\\|\\theta_{t-1}\\right\\| > 0 \\land \\left\\|r_{t}\\right\\| > 0 \\\\ ' +
        '1 & \\left\\|\\theta_{t-1}\\right\\| = 0 \\lor \\left\\|r_{t}\\right\\| = 0 \\end{cases}',
    ],
    [
      'a minus in front without a zero',
      'ftrl',
      {},
      'q_{t} = \\frac{n_{t}^{p}}{\\eta} \\\\ \\theta_{t} = -\\frac{z_{t}}{q_{t}}',
    ],
    [
      'what Ftrl switches on',
      'ftrl',
      { l1: 1, l2: 1, beta: 1 },
      'q_{t} = \\frac{n_{t}^{p}}{\\eta} + 2 \\cdot \\lambda_{2} + \\frac{b}{\\eta} \\\\ \\theta_{t} = \\begin{cases} ' +
        '-\\frac{z_{t} - \\operatorname{sign}\\left(z_{t}\\right) \\cdot \\lambda_{1}}{q_{t}} & \\left|z_{t}\\right| > \\lambda_{1} \\\\ ' +
        '0 & \\left|z_{t}\\right| \\le \\lambda_{1} \\end{cases}',
    ],
    [
      'the rhythm of Lookahead, its inner rule under a name of its own',
      'lookahead',
      { inner: 'sgd' },
      '\\tilde{\\theta}_{t} = \\theta_{t-1} - \\eta \\cdot g_{t} \\\\ ' +
        '\\varphi_{t} = \\begin{cases} \\varphi_{t-1} + \\alpha \\cdot \\left(\\tilde{\\theta}_{t} - \\varphi_{t-1}\\right) & k \\mid t \\\\ ' +
        '\\varphi_{t-1} & k \\nmid t \\end{cases} \\\\ ' +
        '\\theta_{t} = \\begin{cases} \\varphi_{t} & k \\mid t \\\\ \\tilde{\\theta}_{t} & k \\nmid t \\end{cases}',
    ],
    [
      'an intermediate value between the states that stand on each other',
      'adadelta',
      {},
      'g_{t}^{2} \\\\ u_{t} = \\frac{\\sqrt{D_{t-1} + \\varepsilon}}{\\sqrt{E_{t} + \\varepsilon}} \\cdot g_{t} \\\\ D_{t} = ',
    ],
    ['Nadam’s product after its factor', 'nadam', {}, '\\Pi_{t} = \\Pi_{t-1} \\cdot \\mu_{t} \\\\ \\nu_{t} = '],
  ])('writes %s (%s)', (_what, id, params, expected) => {
    expect(texOf(id, params as ParamValues)).toContain(expected);
  });

  it.each(written)('%s: plain TeX, no choice inside a choice, nothing added to 0', (_label, id, params) => {
    const { mathml: lines } = ruleFormula(id, params);
    const text = texOf(id, params);
    expect(text).toMatch(/^[\x20-\x7e]+$/);
    for (const line of lines) expect(line.split('<mtable>').length).toBeLessThanOrEqual(2);
    expect(text).not.toMatch(/(?:^|[ {(])0 [-+] |[-+] 0(?:$|[ )}])|\\frac\{0\}/);
  });

  it.each(written)('%s: every line stands on what is above it; θ is last', (_label, id, params) => {
    const names = linesOf(id, params).map((line) => line.split(' = ')[0]!);
    expect(names.at(-1)).toBe('\\theta_{t}');
    expect(new Set(names).size).toBe(names.length);
    linesOf(id, params).forEach((line, at) => {
      const right = line.slice(line.indexOf(' = '));
      for (const later of names.slice(at))
        expect(right.replaceAll(/\\tilde\{\\theta\}/g, 'tried').includes(later)).toBe(false);
    });
  });
});

describe('symbols', () => {
  it.each([
    ['β₁', { letter: 'β', accent: null, below: '1' }, '\\beta_{1,t}'],
    ['m̂', { letter: 'm', accent: 'hat', below: '' }, '\\hat{m}_{t}'],
    ['ĝ', { letter: 'g', accent: 'hat', below: '' }, '\\hat{g}_{t}'],
    ['θ̃', { letter: 'θ', accent: 'tilde', below: '' }, '\\tilde{\\theta}_{t}'],
    ['vMax', { letter: 'v', accent: null, below: 'max' }, 'v_{\\max,t}'],
    ['Δmin', { letter: 'Δ', accent: null, below: 'min' }, '\\Delta_{\\min,t}'],
    ['η₊', { letter: 'η', accent: null, below: '+' }, '\\eta_{+,t}'],
    ['λₛ', { letter: 'λ', accent: null, below: 's' }, '\\lambda_{s,t}'],
    ['ρ∞', { letter: 'ρ', accent: null, below: '∞' }, '\\rho_{\\infty,t}'],
    ['lr_power', { letter: 'lr_power', accent: null, below: '' }, '\\mathrm{lr\\_power}_{t}'],
  ])('%s', (name, parts, expected) => {
    expect(splitSymbol(name)).toEqual(parts);
    expect(tex.symbol(name, 't')).toBe(expected);
  });

  it('powers stand above the index, not behind it', () => {
    expect(mathml.power(mathml.symbol('g', 't'), mathml.number(2))).toBe(
      '<msubsup><mi>g</mi><mi>t</mi><mn>2</mn></msubsup>',
    );
    expect(mathml.power(mathml.symbol('x', null), mathml.number(2))).toBe('<msup><mi>x</mi><mn>2</mn></msup>');
  });
});
