import type { ParamValues } from '../domain/params.ts';

/** How strongly chance acts in a layer while it trains: the share it drops, or the deviation of its noise; 0 where nothing is drawn. */
export function randomStrength({ rate, stddev }: ParamValues): number {
  return Number(rate ?? stddev ?? 0);
}
