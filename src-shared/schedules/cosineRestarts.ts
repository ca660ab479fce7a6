import { cosineBetween, defineSchedule, factorParam, rateParam, stepsParam } from './schedule.ts';

/** Periods of n, n·t, n·t² … updates, each half a cosine from η₀ mⁱ down to α times that. */
export const cosineRestarts = defineSchedule({
  id: 'cosine_restarts',
  source: 'Loshchilov & Hutter 2017 (SGDR); Keras CosineDecayRestarts',
  params: {
    lr0: rateParam(0.1),
    first_steps: stepsParam(100),
    t_mul: { type: 'number', default: 2, min: 1, max: 10, scale: 'linear' },
    m_mul: factorParam(1),
    alpha: { type: 'number', default: 0, min: 0, max: 1, scale: 'linear' },
  },
  rate: (k, { lr0, first_steps, t_mul, m_mul, alpha }) => {
    let [start, length, peak] = [0, first_steps, lr0];
    while (k >= start + length) {
      start += length;
      length *= t_mul;
      peak *= m_mul;
    }
    return cosineBetween(peak, alpha * peak, (k - start) / length);
  },
});
