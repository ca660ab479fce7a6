import { cosineBetween, defineSchedule, rateParam, stepsParam } from './schedule.ts';

/** Up from η_max/d to η_max over a share of the updates, then down to η_max/(d·f), along cosines or straight lines. */
export const oneCycle = defineSchedule({
  id: 'one_cycle',
  source: 'Smith & Topin 2019; PyTorch OneCycleLR, two phases',
  params: {
    lr_max: rateParam(0.1),
    total_steps: { ...stepsParam(1000), min: 2 },
    pct_start: { type: 'number', default: 0.3, min: 0, max: 1, scale: 'linear' },
    div_factor: { type: 'number', default: 25, min: 1, max: 1e6, scale: 'log' },
    final_div_factor: { type: 'number', default: 1e4, min: 1, max: 1e9, scale: 'log' },
    anneal: { type: 'choice', default: 'cos', choices: ['cos', 'linear'] },
  },
  rate: (k, { lr_max, total_steps, pct_start, div_factor, final_div_factor, anneal }) => {
    const between = anneal === 'cos' ? cosineBetween : (a: number, b: number, share: number) => a + (b - a) * share;
    const start = lr_max / div_factor;
    const end = start / final_div_factor;
    const peak = pct_start * total_steps - 1;
    const at = Math.min(k, total_steps - 1);
    if (at <= peak) return between(start, lr_max, at / peak);
    return between(lr_max, end, (at - peak) / (total_steps - 1 - peak));
  },
});
