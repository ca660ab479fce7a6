import type { CsvReading } from '#shared/domain/dataset.ts';
import type { Problem } from '#shared/domain/problem.ts';
import { MAX_ONE_HOT } from '#shared/preprocessing/dataShape.ts';
import { isNumber, type ColumnProfile } from './csvProfile.ts';
import type { TableSurvey } from './csvSurvey.ts';

/** A column with at least this share of numbers was probably meant to be one. */
const MOSTLY_NUMBERS = 0.9;

/** What was left out or read by a guess, in words for the reader: nothing of a table changes silently. */
export function tableProblems(survey: TableSurvey, reading: CsvReading, file: string): Problem[] {
  const kept = survey.kept.map((at) => survey.profiles[at]!);
  return [
    ...(reading.encoding === 'latin1' ? [{ code: 'encodingLatin1', where: file, detail: { name: file } }] : []),
    ...(survey.emptyRows > 0
      ? [{ code: 'rowsEmpty', where: file, detail: { name: file, count: survey.emptyRows } }]
      : []),
    ...emptyColumns(survey),
    ...kept.flatMap(mixedColumn),
    ...manyTexts(kept),
  ];
}

function emptyColumns({ profiles }: TableSurvey): Problem[] {
  const empty = profiles.filter(({ present }) => present === 0);
  if (empty.length === 0) return [];
  const names = empty.map(({ name }) => name).join(', ');
  return [{ code: 'columnsEmpty', where: names, detail: { names, count: empty.length } }];
}

function mixedColumn(profile: ColumnProfile): Problem[] {
  const { name, present, numbers, firstText } = profile;
  if (isNumber(profile) || !firstText || numbers < MOSTLY_NUMBERS * present) return [];
  const detail = {
    value: name,
    numbers,
    texts: present - numbers,
    example: firstText.text.slice(0, 60),
    line: firstText.line,
  };
  return [{ code: 'columnMixed', where: name, detail }];
}

/** Text columns the model will not see. */
function manyTexts(kept: readonly ColumnProfile[]): Problem[] {
  const many = kept.filter((profile) => !isNumber(profile) && profile.values.size > MAX_ONE_HOT);
  return many.map(({ name, values, overflown }) => ({
    code: 'columnManyTexts',
    where: name,
    detail: { value: name, distinct: `${values.size}${overflown ? '+' : ''}`, limit: MAX_ONE_HOT },
  }));
}
