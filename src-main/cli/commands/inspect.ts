import type { InspectCore } from '#main/datasets/inspect.ts';
import type { ColumnType, Guess, InspectColumn, InspectReport } from '#shared/domain/dataset.ts';
import type { Command } from '../command.ts';
import { english, guessSentence, problemSentence, type Say } from '../sentences.ts';
import { textList, textTable } from '../table.ts';
import { tableOptions, tableOptionSpecs } from '../tableArguments.ts';

/** `descent inspect PATH…`: what is in a file, a set of files or a folder, without importing it. */
export const inspectCommand: Command = {
  name: 'inspect',
  positional: { valueName: 'PATH', min: 1, max: 64 },
  options: tableOptionSpecs,
  async run(args, { say, workshop, signal }) {
    const core = await workshop.inspect(args.positionals, signal, tableOptions(args));
    return { json: reportOf(english, core), text: reportText(say, reportOf(say, core)) };
  },
};

/** The report with its problems as sentences of one language. */
function reportOf(say: Say, core: InspectCore): InspectReport {
  const problems = core.problems.map((problem) => ({
    code: problem.code,
    where: problem.where,
    message: problemSentence(say, problem),
  }));
  const { guesses, ...rest } = core;
  if (!guesses) return { ...rest, problems };
  return { ...rest, guesses: guesses.map((guess) => ({ ...guess, message: guessSentence(say, guess) })), problems };
}

function reportText(say: Say, report: InspectReport): string {
  const { format, kind, samples, shape, classes, columns, guesses, problems } = report;
  const column = (name: string) => say(`cli.columns.${name}`);
  const parts = [
    textList([
      [column('format'), format],
      [column('kind'), kind],
      [column('samples'), samples],
      [column('shape'), shape.join(' × ')],
    ]),
    classes &&
      textTable(
        [column('class'), column('samples')],
        classes.map(({ name, count }) => [name, count]),
      ),
    columns &&
      textTable(
        ['column', 'type', 'missing', 'min', 'max', 'mean'].map(column),
        columns.map(({ name, type, missing, ...range }) => [name, type, missing, ...rangeOf(type, range)]),
      ),
    guesses &&
      guesses
        .filter(isTelling)
        .map(({ message }) => message)
        .join('\n'),
    problems.length > 0 && problems.map(({ where, message }) => `${where}: ${message}`).join('\n'),
  ];
  return parts.filter(Boolean).join('\n\n');
}

/** What is as nearly always, or stands in the list of columns already, needs no line. */
function isTelling({ field, code }: Guess): boolean {
  return field !== 'type' && code !== 'quoteUsual' && code !== 'thousandsNone';
}

/** Lowest, highest and mean value with four digits; dates as dates. */
function rangeOf(type: ColumnType, { min, max, mean }: Pick<InspectColumn, 'min' | 'max' | 'mean'>): (string | null)[] {
  return [min, max, mean].map((value) => {
    if (value === null) return null;
    return type === 'date' ? new Date(value * 1000).toISOString().slice(0, 10) : String(Number(value.toPrecision(6)));
  });
}
