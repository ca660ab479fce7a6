import { float64Algebra } from '#shared/algebra/float64.ts';
import { partsOf } from '#shared/algebra/evaluate.ts';
import type { Expression } from '#shared/algebra/expression.ts';
import { plainSymbols, ruleExpressions } from '#shared/algebra/ruleExpressions.ts';
import type { ParamValues } from '#shared/domain/params.ts';
import type { UpdateRule } from '#shared/optimizers/rule.ts';
import { applyUpdate, initialSlots, type RuleState } from '#shared/optimizers/step.ts';

/** True where the rule treats every number for itself, so that tensors may be joined; false where it looks at a tensor as a whole (LAMB's norms). */
export function isElementwise(rule: UpdateRule, h: ParamValues): boolean {
  const seen = new Set<Expression>();
  const hasNorm = (node: Expression): boolean => {
    if (seen.has(node)) return false;
    seen.add(node);
    return (node.kind === 'unary' && node.operator === 'norm') || partsOf(node).some(hasNorm);
  };
  return [true, false].every((isFirst) => {
    const { theta, slots, gradientPoint } = ruleExpressions(rule, h, plainSymbols, isFirst);
    const results = [theta, ...slots.map(({ value }) => value), ...(gradientPoint ? [gradientPoint] : [])];
    return !results.some(hasNorm);
  });
}

/** Rules that begin differently have settled by then: RAdam at its sixth update. */
const TRIED_UPDATES = 8;

/**
 * True where zeros stay zeros under the rule (θ, slots and gradient all 0), as between the tensors of an area: without a guard against 0 / 0
 * they would become no numbers, and so would the sums over them.
 */
export function restsAtZero(rule: UpdateRule, h: ParamValues): boolean {
  const zero = (): Float64Array => new Float64Array(1);
  const begun = initialSlots<Float64Array>(rule, h, zero, zero());
  let state: RuleState<Float64Array> = { theta: zero(), slots: begun, updates: 0 };
  for (let update = 0; update < TRIED_UPDATES; update++) {
    state = applyUpdate(float64Algebra, rule, h, state, zero(), 1);
    const { theta } = state;
    if ((typeof theta === 'number' ? theta : theta[0]) !== 0) return false;
  }
  return true;
}
