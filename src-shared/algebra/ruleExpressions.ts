import type { ParamValues } from '../domain/params.ts';
import type { UpdateRule } from '../optimizers/rule.ts';
import type { Term } from './algebra.ts';
import { expression, expressionAlgebra, symbol, type Expression } from './expression.ts';

/** What a rule does, written down: the new value of every slot and of θ over the symbols θ, g, η, t, slots and hyperparameters. */
export interface RuleExpressions {
  readonly slots: readonly { readonly name: string; readonly value: Expression }[];
  readonly theta: Expression;
  /** Where the gradient is taken, when not at θ. */
  readonly gradientPoint: Expression | null;
}

/** How the symbols are called: formulas print the paper's letters, generated programs use the parameter names. */
export interface RuleSymbols {
  readonly theta: Expression;
  readonly grad: Expression;
  readonly t: Expression;
  readonly learningRate: Expression;
  slot(name: string): Expression;
  hyper(name: string): Expression;
}

/** Runs a rule over symbols. Hyperparameters that are 0 stay numbers, so that a rule leaves out what they switch off. */
export function ruleExpressions(
  rule: UpdateRule,
  h: ParamValues,
  symbols: RuleSymbols,
  isFirst: boolean,
): RuleExpressions {
  const names = rule.slots(h);
  const { theta, t, learningRate } = symbols;
  const slots = Object.fromEntries(names.map((slot) => [slot, symbols.slot(slot)]));
  const state = { theta, slots, t, learningRate, h: hyperTerms(rule, h, symbols) as never, isFirst };
  const point = rule.lookahead?.(expressionAlgebra, state) ?? null;
  const out = rule.update(expressionAlgebra, { ...state, grad: symbols.grad });
  return {
    slots: names.map((name) => ({ name, value: expression(out.slots[name]!) })),
    theta: expression(out.theta),
    gradientPoint: point === null ? null : expression(point),
  };
}

function hyperTerms(
  rule: UpdateRule,
  h: ParamValues,
  symbols: RuleSymbols,
): Record<string, Term<Expression> | string | boolean> {
  return Object.fromEntries(
    Object.entries(rule.params).map(([name, spec]) => {
      const value = h[name]!;
      const isNumber = spec.type === 'number' || spec.type === 'integer';
      return [name, isNumber && value !== 0 ? symbols.hyper(name) : value];
    }),
  ) as Record<string, Term<Expression> | string | boolean>;
}

/** Symbols named after the parameters: what generated programs compute with. */
export const plainSymbols: RuleSymbols = {
  theta: symbol('theta'),
  grad: symbol('grad'),
  t: symbol('t'),
  learningRate: symbol('learningRate'),
  slot: (name) => symbol(`slot:${name}`),
  hyper: (name) => symbol(name === 'learningRate' ? name : `h:${name}`),
};
