import type { Miss } from '#shared/statistics/residuals.ts';
import { useWords } from '../i18n/index.ts';

/** From here on one more decimal tells sure from almost sure. */
const NEARLY_ALL = 0.999;
/** The most that is less than all, in two decimals of a per cent. */
const MOST = 0.9999;
/** Seconds. */
const DAY = 86_400;

/** How the Result page writes shares, amounts and moments. */
export function useResultWords() {
  const { percent, measured, decimals, day, dayTime, dataMoment, count } = useWords();
  return {
    /** How sure a model is: never all of it where it is not. */
    sure: (share: number) => {
      if (share > NEARLY_ALL) return percent(share < 1 ? Math.min(share, MOST) : 1, 2);
      return percent(share, 1);
    },
    /** An amount with so many decimals. */
    amount: (value: number, digits: number) => (Number.isFinite(value) ? decimals(value, digits) : '–'),
    error: (value: number | null) => (value === null ? '–' : measured(value, 4)),
    /** How far an answer is off, with its sign. */
    off: ({ residual }: Pick<Miss, 'residual'>, digits: number) =>
      Number.isFinite(residual) ? decimals(residual, digits, true) : '–',
    /** A moment on an axis that spans so many seconds: the day alone says enough of several. */
    axisMoment: (seconds: number, isTimed: boolean, span: number) => {
      if (!isTimed) return count(Math.round(seconds));
      return span >= 3 * DAY ? day(seconds * 1000) : dayTime(seconds * 1000);
    },
    /** A moment of a series in as few words as it needs. */
    moment: (seconds: number, isTimed: boolean, stepLength: number) => {
      if (!isTimed) return count(Math.round(seconds));
      return stepLength >= DAY ? dataMoment(seconds * 1000) : dayTime(seconds * 1000);
    },
  };
}
