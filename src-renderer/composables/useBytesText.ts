import { useWords } from '../i18n/index.ts';

const units = ['byte', 'kilobyte', 'megabyte', 'gigabyte'] as const;

/** A function bytes → "1.65 MB" in the reader's locale; decimal units, three digits. */
export function useBytesText(): (bytes: number) => string {
  const { language } = useWords();
  return (bytes) => {
    const power = Math.min(units.length - 1, bytes < 1 ? 0 : Math.floor(Math.log10(bytes) / 3));
    const format = new Intl.NumberFormat(language(), {
      style: 'unit',
      unit: units[power] ?? 'byte',
      maximumSignificantDigits: 3,
    });
    // In some languages the short form of the smallest unit is a whole word, and always singular: "32 byte".
    const parts = format.formatToParts(bytes / 1000 ** power);
    return parts.map(({ type, value }) => (type === 'unit' && power === 0 ? 'B' : value)).join('');
  };
}
