import { withDefaults, type ParamValues } from '../domain/params.ts';
import type { Plateau } from './reduceOnPlateau.ts';

export const PLATEAU_ID = 'reduce_on_plateau';

const epochs = { type: 'integer', min: 0, max: 100_000, scale: 'linear' } as const;
const least = { type: 'number', default: 1e-4, min: 0, max: 1000, scale: 'log', slider: [1e-6, 1] } as const;

/** What reducing the rate on a plateau can be told; `lr_min` is a share of the contender's own rate. */
export const plateauParams = {
  form: { type: 'choice', default: 'keras', choices: ['keras', 'torch'] },
  factor: { type: 'number', default: 0.1, min: 0, minExclusive: true, max: 1, maxExclusive: true, scale: 'linear' },
  patience: { ...epochs, default: 5, slider: [0, 30] },
  cooldown: { ...epochs, default: 0, slider: [0, 30] },
  lr_min: { type: 'number', default: 0, min: 0, max: 1, scale: 'linear' },
  min_delta: least,
  threshold: least,
  threshold_mode: { type: 'choice', default: 'rel', choices: ['rel', 'abs'] },
} as const;

/** Names of the parameters that a form of the rule uses. */
export function plateauParamNames(form: string): readonly string[] {
  const own = form === 'torch' ? ['threshold', 'threshold_mode'] : ['min_delta'];
  return ['form', 'factor', 'patience', ...own, 'cooldown', 'lr_min'];
}

/** The rule for a contender of this rate. */
export function plateauOf(params: ParamValues, ownRate: number): Plateau {
  const { form, min_delta, threshold, threshold_mode, lr_min, ...rest } = withDefaults(plateauParams, params);
  const common = { ...rest, lr0: ownRate, lr_min: lr_min * ownRate };
  return form === 'torch' ? { ...common, form, threshold, threshold_mode } : { ...common, form, min_delta };
}
