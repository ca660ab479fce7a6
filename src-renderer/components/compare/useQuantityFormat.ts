import { isShare } from '#shared/metrics/index.ts';
import { useWords } from '../../i18n/index.ts';

/** Numbers of losses and metrics as tables and sentences show them. */
export function useQuantityFormat() {
  const { number, decimals } = useWords();

  /** Shares with three decimals; other numbers with as many as say enough and keep a column in line. */
  function value(metric: string, amount: number, signed = false): string {
    const size = Math.abs(amount);
    const isTiny = !isShare(metric) && size !== 0 && size < 0.01;
    if (Number.isFinite(amount) && !isTiny && size < 1e7) return decimals(amount, decimalsOf(size), signed);
    return signed && amount > 0 ? `+${number(amount, 3)}` : number(amount, 3);
  }

  return { value };
}

function decimalsOf(size: number): number {
  if (size < 100) return 3;
  return size < 1000 ? 1 : 0;
}
