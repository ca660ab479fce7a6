import { partsOf } from '#shared/algebra/evaluate.ts';
import type { Expression } from '#shared/algebra/expression.ts';
import { plainSymbols, ruleExpressions } from '#shared/algebra/ruleExpressions.ts';
import type { ParamValues } from '#shared/domain/params.ts';
import type { UpdateRule } from '#shared/optimizers/rule.ts';

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
