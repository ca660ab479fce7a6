import type { ParamSpecs, ParamValues } from '#shared/domain/params.ts';

/** Hyperparameters that mean something only when another one has a certain value. */
const onlyWhen: Readonly<Record<string, (h: ParamValues) => boolean>> = {
  dampening: (h) => h.form === 'lr_out',
  momentum_form: (h) => Number(h.momentum) > 0,
  weight_decay_form: (h) => Number(h.weight_decay) > 0,
};

/** What a card shows at once: the numbers of the rule that have a symbol and are in use by default. */
export function mainParams(specs: ParamSpecs): string[] {
  return Object.entries(specs)
    .filter(([, spec]) => spec.type === 'number' && spec.symbol !== undefined && spec.default > 0)
    .map(([name]) => name);
}

/** What stands behind More: conventions and what is off by default, as far as it has a meaning now. */
export function furtherParams(specs: ParamSpecs, values: ParamValues): string[] {
  const main = mainParams(specs);
  return Object.keys(specs).filter((name) => !main.includes(name) && (onlyWhen[name]?.(values) ?? true));
}
