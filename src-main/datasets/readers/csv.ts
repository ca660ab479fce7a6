import { join } from 'node:path';
import type { ColumnInfo, CsvReading } from '#shared/domain/dataset.ts';
import type { Problem } from '#shared/domain/problem.ts';
import { columnTask, encodedWidth } from '#shared/preprocessing/dataShape.ts';
import { StudioError } from '#shared/result.ts';
import { phaseCost } from '../watch.ts';
import { detectEncoding, guessDelimiter } from './csvDialect.ts';
import { columnClasses, columnInfo, type ColumnProfile } from './csvProfile.ts';
import { tableProblems } from './csvProblems.ts';
import { surveyTable, type TableSurvey } from './csvSurvey.ts';
import { writeTable } from './csvWrite.ts';
import type { Reader, ReadRequest, ReadSet } from './reader.ts';
import { guessTarget } from './target.ts';

/** Tables in text: comma, semicolon or tab, with a header line. Read twice, so that memory does not grow with the file. */
export const csvReader: Reader = {
  format: 'csv',
  workPerByte: phaseCost.checking + phaseCost.reading + phaseCost.writing,
  read: readTable,
};

async function readTable({ files, folder, watch }: ReadRequest): Promise<ReadSet> {
  const [file] = files;
  if (!file) throw new StudioError('importNothing');
  const encoding = await detectEncoding(file, watch);
  const delimiter = guessDelimiter(file.head.toString('latin1'));
  const survey = await surveyTable(file, { delimiter, encoding }, watch);
  if (folder !== null) await writeTable(file, { delimiter, encoding }, survey, join(folder, 'samples.bin'), watch);
  const decimalComma = survey.profiles.some(({ commaNumbers }) => commaNumbers > 0);
  return describeTable(survey, { delimiter, encoding, decimalComma }, file.name);
}

function describeTable(survey: TableSurvey, reading: CsvReading, name: string): ReadSet {
  const profiles = survey.kept.map((at) => survey.profiles[at]!);
  const columns = profiles.map(columnInfo);
  const target = guessTarget(columns);
  if (!target) throw new StudioError('csvNoTarget', { name, known: columns.map((column) => column.name).join(', ') });
  const task = columnTask(target);
  const targetProfile = profiles[columns.indexOf(target)]!;
  return {
    kind: 'table',
    task,
    known: null,
    name: name.replace(/\.gz$/i, '').replace(/\.(csv|tsv|txt|data)$/i, ''),
    samples: { dtype: 'float64', shape: [survey.rows, columns.length] },
    targets: null,
    classes: task === 'classification' ? columnClasses(targetProfile) : null,
    columns,
    target: target.name,
    publishedTest: 0,
    reading,
    problems: [
      ...tableProblems(survey, reading, name),
      ...targetProblems(targetProfile),
      ...noFeatures(columns, target),
    ],
  };
}

function targetProblems({ name, missing }: ColumnProfile): Problem[] {
  return missing === 0 ? [] : [{ code: 'targetMissing', where: name, detail: { value: name, count: missing } }];
}

/** A table of which only the target is left: a model would see nothing. */
function noFeatures(columns: readonly ColumnInfo[], target: ColumnInfo): Problem[] {
  if (columns.some((column) => column !== target && encodedWidth(column) > 0)) return [];
  return [{ code: 'featuresNone', where: target.name, detail: { value: target.name } }];
}
