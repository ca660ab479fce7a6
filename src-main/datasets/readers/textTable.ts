import { join } from 'node:path';
import type { Guess } from '#shared/domain/dataset.ts';
import type { Problem } from '#shared/domain/problem.ts';
import type { TableOptions } from '#shared/domain/tableOptions.ts';
import { setName } from '#shared/domain/setName.ts';
import { StudioError } from '#shared/result.ts';
import { MAX_NUMERIC_CLASSES } from '#shared/preprocessing/dataShape.ts';
import { writePart } from '../partWriter.ts';
import { countedClasses, MAX_CLASSES, sortedNames } from './classFolders.ts';
import type { HeaderGuess } from './csvHeader.ts';
import type { RawRecord } from './csvScan.ts';
import { growingNumbers } from './growingNumbers.ts';
import { guessedMissing } from './missingMarks.ts';
import type { ReadSet } from './reader.ts';
import { headerGuess, readingOfText } from './tableGuesses.ts';
import { textRecord, type TableRows } from './tableRows.ts';
import type { TableSource } from './tableSource.ts';
import type { TextColumns } from './textColumns.ts';
import { openTextFile, type TextFile } from './textFile.ts';

export interface TextTable {
  readonly source: TableSource;
  readonly header: HeaderGuess | null;
  readonly names: readonly string[];
  readonly columns: TextColumns;
  readonly options: TableOptions;
}

/** Reads a table of texts with an answer each, once. Writes `samples.bin` and `targets.bin` into the folder; null only looks. Throws `textsEmpty`, `textAnswers`, `csvRowLength`. */
export async function readTextTable(table: TextTable, folder: string | null): Promise<ReadSet> {
  const { source, header } = table;
  const file = openTextFile(folder && join(folder, 'samples.bin'));
  try {
    const rows = textRows(table, file);
    await source.read(rows, { hasHeader: header?.isThere ?? false, decimal: '.' });
    if (rows.answers.count() === 0) throw new StudioError('textsEmpty', { name: source.name });
    const answers = rows.answers.finish(source.name, table.names[table.columns.answer]!);
    if (folder !== null) await writePart(join(folder, 'targets.bin'), (part) => part.write(answers.bytes));
    return describe(table, { ...file.finish(), answers, skipped: rows.skipped() });
  } finally {
    file.close();
  }
}

interface TextRows extends TableRows {
  readonly answers: ReturnType<typeof openAnswers>;
  skipped(): number;
}

function textRows({ source, names, columns: { text: textAt, answer: answerAt } }: TextTable, file: TextFile): TextRows {
  const answers = openAnswers();
  const missing = guessedMissing([]);
  let skipped = 0;
  function row(record: RawRecord): number {
    if (record.filled === 0) return 0;
    if (record.filled > names.length)
      throw new StudioError('csvRowLength', {
        name: source.name,
        line: record.line,
        expected: names.length,
        found: record.cells,
      });
    const cell = (column: number): string => {
      for (let at = 0; at < record.texts; at++) if (record.columns[at] === column) return record.values[at]!;
      return '';
    };
    const [text, answer] = [cell(textAt), cell(answerAt)];
    if (text.trim() === '' || missing.isMissing(answer)) skipped += 1;
    else {
      file.add(text);
      answers.add(answer);
    }
    return 0;
  }
  return {
    block: new Float64Array(0),
    places: new Int32Array(names.length).fill(-1),
    columns: [],
    row,
    texts: (cells, line) => row(textRecord(cells, line)),
    finish: () => ({ rows: answers.count(), emptyRows: 0 }),
    answers,
    skipped: () => skipped,
  };
}

/** The answers of texts while they pass: classes by their names, or numbers. */
function openAnswers() {
  const places = new Map<string, number>();
  const codes = growingNumbers();
  const numbers = growingNumbers();
  let areNumbers = true;
  const add = (answer: string): void => {
    const number = Number(answer);
    areNumbers &&= Number.isFinite(number);
    numbers.push(number);
    let place = places.get(answer);
    // Beyond this they are numbers or nothing a model could tell apart.
    if (place === undefined && places.size <= MAX_CLASSES) places.set(answer, (place = places.size));
    codes.push(place ?? 0);
  };
  const isFewWhole = (): boolean =>
    places.size <= MAX_NUMERIC_CLASSES && [...places.keys()].every((name) => Number.isInteger(Number(name)));
  return {
    add,
    count: () => codes.values().length,
    finish: (name: string, column: string): Answers => {
      if (areNumbers && !isFewWhole()) return numberAnswers(numbers.values());
      if (places.size > MAX_CLASSES) throw new StudioError('textAnswers', { name, value: column, limit: MAX_CLASSES });
      return classAnswers(places, codes.values());
    },
  };
}

interface Answers {
  readonly bytes: Uint8Array;
  readonly dtype: 'uint8' | 'float64';
  readonly classes: ReadSet['classes'];
}

function numberAnswers(numbers: Float64Array): Answers {
  const own = numbers.slice();
  return { bytes: new Uint8Array(own.buffer), dtype: 'float64', classes: null };
}

function classAnswers(places: ReadonlyMap<string, number>, codes: Float64Array): Answers {
  const names = sortedNames(places.keys());
  const final = new Map([...places].map(([name, place]) => [place, names.indexOf(name)]));
  const bytes = Uint8Array.from(codes, (code) => final.get(code)!);
  return { bytes, dtype: 'uint8', classes: countedClasses(names, bytes) };
}

interface Found extends ReturnType<TextFile['finish']> {
  readonly answers: Answers;
  readonly skipped: number;
}

function describe(table: TextTable, { samples, text, answers, skipped }: Found): ReadSet {
  const { source, header } = table;
  const problem: Problem = {
    code: 'textRowsSkipped',
    where: source.name,
    detail: { name: source.name, count: skipped },
  };
  return {
    kind: 'text',
    task: answers.classes ? 'classification' : 'regression',
    known: null,
    name: setName(source.name),
    samples,
    targets: { dtype: answers.dtype, shape: samples.shape },
    classes: answers.classes,
    columns: null,
    target: null,
    publishedTest: 0,
    reading: readingOfText(source, header),
    guesses: [...source.guesses, ...headerGuess(header), ...textGuesses(table)],
    text,
    problems: skipped > 0 ? [problem] : [],
  };
}

/** Why the table is one of texts, and which columns count. */
export function textGuesses({ names, columns, options }: Pick<TextTable, 'names' | 'columns' | 'options'>): Guess[] {
  const [text, answer] = [names[columns.text]!, names[columns.answer]!];
  const words = Math.round(columns.words);
  return [
    {
      field: 'kind',
      where: '',
      value: 'text',
      code: columns.isGiven ? 'given' : 'kindText',
      detail: { value: text, count: words },
    },
    {
      field: 'text',
      where: text,
      value: text,
      code: options.text ? 'given' : 'textLongest',
      detail: { value: text, count: words },
    },
    {
      field: 'target',
      where: answer,
      value: answer,
      code: options.target ? 'given' : 'targetOfTexts',
      detail: { value: answer },
    },
  ];
}
