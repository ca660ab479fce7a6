import type { Problem } from '#shared/domain/problem.ts';
import { MAX_ONE_HOT } from '#shared/preprocessing/dataShape.ts';
import type { HeaderGuess } from './csvHeader.ts';
import type { Column } from './tableColumn.ts';
import type { MissingFound } from './tableGuesses.ts';
import type { RowCounts } from './tableRows.ts';

/** A column with at least this share of numbers was probably meant to be one. */
const MOSTLY_NUMBERS = 0.9;
const MAX_NAMES = 5;

export interface TableFindings extends RowCounts {
  readonly file: string;
  readonly columns: readonly Column[];
  readonly header: HeaderGuess | null;
  readonly encoding: string | null;
  readonly missing: readonly MissingFound[];
}

/** What was left out or read by a guess, in words for the reader: nothing of a table changes silently. */
export function tableProblems({ file, columns, header, encoding, missing, emptyRows }: TableFindings): Problem[] {
  const kept = columns.filter(({ kind }) => kind !== 'leftOut');
  const named = { where: file, detail: { name: file } };
  return [
    ...(encoding === 'latin1' ? [{ code: 'encodingLatin1', ...named }] : []),
    ...(header && !header.isThere && header.code !== 'given' ? [headerProblem(file, header)] : []),
    ...(header?.code === 'headerShort' ? [{ code: 'headerShort', ...named }] : []),
    ...(emptyRows > 0 ? [{ code: 'rowsEmpty', where: file, detail: { name: file, count: emptyRows } }] : []),
    ...emptyColumns(columns),
    ...missing.flatMap(missingProblem),
    ...kept.flatMap(mixedColumn),
    ...kept.flatMap(failedCells),
    ...manyTexts(kept),
  ];
}

function headerProblem(file: string, { example }: HeaderGuess): Problem {
  return { code: 'headerNone', where: file, detail: { name: file, value: example } };
}

function emptyColumns(columns: readonly Column[]): Problem[] {
  const empty = columns.filter(({ kind, isGiven }) => kind === 'leftOut' && !isGiven);
  if (empty.length === 0) return [];
  const names = empty.map(({ name }) => name).join(', ');
  return [{ code: 'columnsEmpty', where: names, detail: { names, count: empty.length } }];
}

/** Usual marks need no word; everything that could be meant in another way does. */
function missingProblem({ cell, count, columns, kind }: MissingFound): Problem[] {
  if (kind === 'usual') return [];
  const names = columns.slice(0, MAX_NAMES).join(', ') + (columns.length > MAX_NAMES ? ' …' : '');
  return [{ code: 'missingGuessed', where: names, detail: { value: cell, count, names } }];
}

function mixedColumn({ name, kind, isGiven, present, numbers, evidence: { firstText } }: Column): Problem[] {
  if (kind !== 'category' || isGiven || !firstText || numbers < MOSTLY_NUMBERS * present) return [];
  const detail = {
    value: name,
    numbers,
    texts: present - numbers,
    example: firstText.text.slice(0, 60),
    line: firstText.line,
  };
  return [{ code: 'columnMixed', where: name, detail }];
}

/** Cells that are not what the reader says their column is. */
function failedCells({ name, failed, evidence: { firstText } }: Column): Problem[] {
  if (failed === 0) return [];
  const { text: example = '…', line = 0 } = firstText ?? {};
  return [{ code: 'cellsNotRead', where: name, detail: { value: name, count: failed, example, line } }];
}

/** Text columns the model will not see. */
function manyTexts(kept: readonly Column[]): Problem[] {
  const many = kept.filter(({ kind, values }) => kind === 'category' && values.size > MAX_ONE_HOT);
  return many.map(({ name, values, isOverflown }) => ({
    code: 'columnManyTexts',
    where: name,
    detail: { value: name, distinct: `${values.size}${isOverflown ? '+' : ''}`, limit: MAX_ONE_HOT },
  }));
}
