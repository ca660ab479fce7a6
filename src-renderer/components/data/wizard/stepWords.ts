import type { SeriesInfo } from '#shared/domain/dataset.ts';
import type { useWords } from '../../../i18n/index.ts';

/** From when to when a series goes and how far its rows are apart, as one sentence; of its first rows where only these were looked at. */
export function stepWords({ t, step, dataMoment }: ReturnType<typeof useWords>, series: SeriesInfo): string {
  const { start, end, interval } = series;
  if (start === null || end === null) return t('wizard.span.rows');
  const written = (moment: string): string => dataMoment(Date.parse(`${moment}Z`));
  const values = { start: written(start), end: written(end) };
  return interval === null
    ? t('wizard.span.uneven', values)
    : t('wizard.span.even', { ...values, step: step(interval) });
}
