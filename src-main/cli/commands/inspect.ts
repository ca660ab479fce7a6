import type { InspectCore } from '#main/datasets/inspect.ts';
import type { InspectReport } from '#shared/domain/dataset.ts';
import type { Command } from '../command.ts';
import { english, problemSentence, type Say } from '../sentences.ts';
import { textList, textTable } from '../table.ts';

/** `descent inspect PATH…`: what is in a file, a set of files or a folder, without importing it. */
export const inspectCommand: Command = {
  name: 'inspect',
  positional: { placeholder: 'PATH', min: 1, max: 64 },
  options: {},
  async run({ positionals }, { say, workshop, signal }) {
    const core = await workshop.inspect(positionals, signal);
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
  return { ...core, problems };
}

function reportText(say: Say, report: InspectReport): string {
  const { format, kind, samples, shape, classes, columns, problems } = report;
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
        [column('column'), column('type'), column('missing')],
        columns.map(({ name, type, missing }) => [name, type, missing]),
      ),
    problems.length > 0 && problems.map(({ where, message }) => `${where}: ${message}`).join('\n'),
  ];
  return parts.filter(Boolean).join('\n\n');
}
