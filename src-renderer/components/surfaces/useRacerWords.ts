import { useOptimizerWords } from '../../composables/useOptimizerWords.ts';
import { useWords } from '../../i18n/index.ts';
import { racerNumbers, type SurfaceRacer } from '../../stores/surfaceRacers.ts';

/** Making a format costs far more than using it: each is made once. */
const formats = new Map<string, Intl.NumberFormat>();

/** How racers and surfaces are called, and numbers with a fixed count of decimals. */
export function useRacerWords() {
  const { t, number, language } = useWords();
  const { optimizerName, textsOf } = useOptimizerWords();

  function optimizerAbout(id: string): string {
    return t(`${textsOf(id)}.about`);
  }

  /** The numbers that tell it from others. */
  function numbersOf(racer: SurfaceRacer): string {
    return racerNumbers(racer, (value) => number(value, 4));
  }

  function fullName(racer: SurfaceRacer): string {
    return [optimizerName(racer.racer), numbersOf(racer)].filter((part) => part !== '').join(' ');
  }

  function surfaceName(id: string): string {
    return id === 'formula' ? t('surfaces.formula') : t(`surfacesText.${id}.name`);
  }

  /** So many decimals, a true minus; an exponent where that would be longer than seven digits before the point. */
  function fixed(value: number, digits: number): string {
    if (!Number.isFinite(value)) return '–';
    if (Math.abs(value) >= 1e7) return number(value, 4);
    const options = { minimumFractionDigits: digits, maximumFractionDigits: digits, useGrouping: false };
    const key = `${language()} ${digits}`;
    const format = formats.get(key) ?? new Intl.NumberFormat(language(), options);
    formats.set(key, format);
    return format.format(value).replace('-', '−');
  }

  return { optimizerName, optimizerAbout, numbersOf, fullName, surfaceName, fixed };
}
