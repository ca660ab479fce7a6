import type { ParamSpecs, ParamValues } from '#shared/domain/params.ts';
import { ownedParam, workingParams } from '#shared/optimizers/innerParams.ts';

/** Hyperparameters that mean something only when another one has a certain value. */
const onlyWhen: Readonly<Record<string, (h: ParamValues) => boolean>> = {
  dampening: (h) => h.form === 'lr_out',
  momentum_form: (h) => Number(h.momentum) > 0,
  momentum_decay: (h) => h.form === 'schedule',
  weight_decay_form: (h) => Number(h.weight_decay) > 0,
};

/** Whether a hyperparameter has a meaning now: of the inner rules of a rule only the chosen one's. */
export function isInUse(specs: ParamSpecs, values: ParamValues, name: string): boolean {
  const owned = ownedParam(specs, name);
  if (owned.inner !== null && owned.inner !== values.inner) return false;
  const { h } = owned.inner === null ? { h: values } : workingParams('', specs, values);
  return onlyWhen[owned.name]?.(h) ?? true;
}

/** What a card shows at once: the rule inside, and the numbers that have a symbol and are in use by default. */
export function mainParams(specs: ParamSpecs, values: ParamValues): string[] {
  return Object.entries(specs)
    .filter(([name, spec]) => {
      if (name === 'inner') return true;
      const isNumber = spec.type === 'number' || spec.type === 'integer';
      return isNumber && spec.symbol !== undefined && spec.default > 0 && isInUse(specs, values, name);
    })
    .map(([name]) => name);
}

/** What stands behind More: conventions and what is off by default, as far as it has a meaning now. */
export function furtherParams(specs: ParamSpecs, values: ParamValues): string[] {
  const main = mainParams(specs, values);
  return Object.keys(specs).filter((name) => !main.includes(name) && isInUse(specs, values, name));
}
