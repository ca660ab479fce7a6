import type { RuleFormula } from '../algebra/formula.ts';

const mi = (name: string): string => `<mi>${name}</mi>`;
const mo = (operator: string): string => `<mo>${operator}</mo>`;
const row = (...parts: readonly string[]): string => `<mrow>${parts.join('')}</mrow>`;
const previous = row(mi('t'), mo('−'), '<mn>1</mn>');
const at = (name: string): string => `<msub>${mi(name)}${mi('t')}</msub>`;
const before = (name: string): string => `<msub>${mi(name)}${previous}</msub>`;
const brackets = (...parts: readonly string[]): string => row(mo('('), ...parts, mo(')'));

const theta = [at('θ'), mo('='), before('θ')];

/** A line as MathML and as TeX. */
type Line = readonly [mathml: string, tex: string];

/** θ ← θ + αd with α from a search along d. */
const alongDirection: Line = [row(...theta, mo('+'), at('α'), mo('·'), at('d')), 'θ_t = θ_{t-1} + α_t d_t'];

function searched(direction: string, tex: string): Line {
  const least = `<munder><mo>min</mo>${mi('α')}</munder>`;
  return [
    row(at('α'), mo(':'), least, mi('f'), brackets(before('θ'), mo('+'), mi('α'), mo('·'), direction)),
    `α_t: \\min_α f(θ_{t-1} + α ${tex})`,
  ];
}

const lines: Readonly<Record<string, readonly Line[]>> = {
  steepest_descent: [[row(at('d'), mo('='), mo('−'), at('g')), 'd_t = -g_t'], searched(at('d'), 'd_t'), alongDirection],
  nonlinear_cg: [
    [
      row(
        at('B'),
        mo('='),
        mo('max'),
        brackets(
          '<mn>0</mn>',
          mo(','),
          `<mfrac>${row(at('g'), mo('·'), brackets(at('g'), mo('−'), before('g')))}${row(before('g'), mo('·'), before('g'))}</mfrac>`,
        ),
      ),
      'B_t = \\max\\left(0, \\frac{g_t \\cdot (g_t - g_{t-1})}{g_{t-1} \\cdot g_{t-1}}\\right)',
    ],
    [row(at('d'), mo('='), mo('−'), at('g'), mo('+'), at('B'), mo('·'), before('d')), 'd_t = -g_t + B_t d_{t-1}'],
    alongDirection,
  ],
  lbfgs: [
    [
      row(at('s'), mo('='), before('θ'), mo('−'), `<msub>${mi('θ')}${row(mi('t'), mo('−'), '<mn>2</mn>')}</msub>`),
      's_t = θ_{t-1} - θ_{t-2}',
    ],
    [row(at('y'), mo('='), at('g'), mo('−'), before('g')), 'y_t = g_t - g_{t-1}'],
    [
      row(at('d'), mo('='), mo('−'), at('B'), mo('·'), at('g'), mo(','), at('B'), mo('·'), at('y'), mo('='), at('s')),
      'd_t = -B_t g_t, \\quad B_t y_t = s_t',
    ],
    alongDirection,
  ],
  newton: [
    [
      row(
        ...theta,
        mo('−'),
        mi('α'),
        mo('·'),
        `<msup>${brackets(at('H'), mo('+'), mi('λ'), mi('I'))}${row(mo('−'), '<mn>1</mn>')}</msup>`,
        mo('·'),
        at('g'),
      ),
      'θ_t = θ_{t-1} - α (H_t + λ I)^{-1} g_t',
    ],
  ],
  hessian_free: [
    [
      row(brackets(at('C'), mo('+'), at('λ'), mi('I')), mo('·'), at('d'), mo('='), mo('−'), at('g')),
      '(C_t + λ_t I) d_t = -g_t',
    ],
    [row(...theta, mo('+'), at('d')), 'θ_t = θ_{t-1} + d_t'],
  ],
};

/** How a solver finds its step, in the symbols of its paper with its usual conventions; throws where there is no such solver. */
export function solverFormula(solverId: string): RuleFormula {
  const found = lines[solverId];
  if (!found) throw new RangeError(`No formula of the solver ${solverId}`);
  return {
    mathml: found.map(([mathml]) => `<math display="block">${mathml}</math>`),
    tex: found.map(([, tex]) => tex).join(' \\\\ '),
  };
}
