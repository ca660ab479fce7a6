import { useWords } from '../../i18n/index.ts';

/** Numbers of losses and metrics as tables and sentences show them. */
export function useQuantityFormat() {
  const { language, number } = useWords();

  function fixed(value: number, digits: number, signDisplay: 'auto' | 'exceptZero'): string {
    return formatOf(language(), digits, signDisplay).format(value).replace('-', '−');
  }

  /** Shares with three decimals; other numbers with three decimals too where that says enough, else with three digits. */
  function value(metric: string, amount: number, signed = false): string {
    const size = Math.abs(amount);
    const isPlain = metric === 'accuracy' || size === 0 || (size >= 0.01 && size < 100);
    if (isPlain) return fixed(amount, 3, signed ? 'exceptZero' : 'auto');
    return signed && amount > 0 ? `+${number(amount, 3)}` : number(amount, 3);
  }

  return { value };
}

const formats = new Map<string, Intl.NumberFormat>();

/** Making a format costs far more than using it, and charts use a few hundred a second. */
function formatOf(language: string, digits: number, signDisplay: 'auto' | 'exceptZero'): Intl.NumberFormat {
  const key = `${language} ${digits} ${signDisplay}`;
  const known =
    formats.get(key) ??
    new Intl.NumberFormat(language, { minimumFractionDigits: digits, maximumFractionDigits: digits, signDisplay });
  formats.set(key, known);
  return known;
}
