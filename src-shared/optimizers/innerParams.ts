import type { ParamSpecs, ParamValues } from '../domain/params.ts';

/** A parameter of a rule that runs another one: whose it is (null: the rule's own), and what that rule calls it. */
export interface OwnedParam {
  readonly inner: string | null;
  readonly name: string;
}

/** Takes `adam_beta1` of a rule with an `inner` choice apart; any other name is the rule's own. */
export function ownedParam(specs: ParamSpecs, name: string): OwnedParam {
  const choices = specs.inner?.type === 'choice' ? specs.inner.choices : [];
  const inner = choices.find((id) => name.startsWith(`${id}_`));
  return inner === undefined ? { inner: null, name } : { inner, name: name.slice(inner.length + 1) };
}

/** The hyperparameters of the rule that does the work, in its own names: those of `inner` where there is one, else all. */
export function workingParams(ruleId: string, specs: ParamSpecs, values: ParamValues): { id: string; h: ParamValues } {
  if (specs.inner?.type !== 'choice') return { id: ruleId, h: values };
  const own = Object.entries(values).map(([name, value]) => ({ ...ownedParam(specs, name), value }));
  const mine = own.filter(({ inner, name }) => inner === values.inner || name === 'learningRate');
  return { id: String(values.inner), h: Object.fromEntries(mine.map(({ name, value }) => [name, value])) };
}

/** Keys under which a parameter may have its words, the most particular first: Ftrl's β is not a memory as Adam's is. */
export function paramTextKeys(ownerId: string | null, specs: ParamSpecs, param: string): readonly string[] {
  const { inner, name } = ownedParam(specs, param);
  const owner = inner ?? ownerId;
  return owner === null ? [`params.${name}`] : [`ownParams.${owner}.${name}`, `params.${name}`];
}
