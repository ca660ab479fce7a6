import type { Guess, TimeSource } from '#shared/domain/dataset.ts';
import type { Problem } from '#shared/domain/problem.ts';
import type { TableOptions } from '#shared/domain/tableOptions.ts';
import { timeColumns } from '#shared/preprocessing/seriesPlan.ts';
import type { FoundSeries } from './seriesFound.ts';

const timeCodes = {
  rows: 'timeRows',
  date: 'timeDate',
  clock: 'timeClock',
  parts: 'timeParts',
} as const satisfies Record<TimeSource['kind'], string>;

/** Why a table is a series, and where its time stands. */
export function seriesGuesses({ info }: FoundSeries, { kind, time }: TableOptions): Guess[] {
  const names = timeColumns(info.time).join(', ');
  const detail = { value: names };
  return [
    {
      field: 'kind',
      where: '',
      value: 'series',
      code: kind ? 'given' : 'kindSeries',
      detail: { value: kind ?? names },
    },
    {
      field: 'time',
      where: names,
      value: names,
      code: time === undefined ? timeCodes[info.time.kind] : 'given',
      detail,
    },
  ];
}

/** What is worth knowing about the times of a series. */
export function seriesProblems({ isMixed, timeless, gaps, info }: FoundSeries, name: string): Problem[] {
  const about = (code: string, count: number): Problem[] =>
    count === 0 ? [] : [{ code, where: name, detail: { name, count } }];
  const share = (100 * gaps) / info.steps;
  // Few of many steps are not none of them.
  const percent = share < 1 ? Number(share.toPrecision(1)) : Math.round(share);
  return [
    ...(isMixed ? [{ code: 'seriesUnsorted', where: name, detail: { name } }] : []),
    ...about('rowsTimeless', timeless),
    ...(gaps === 0 ? [] : [{ code: 'seriesGaps', where: name, detail: { name, count: gaps, percent } }]),
  ];
}
