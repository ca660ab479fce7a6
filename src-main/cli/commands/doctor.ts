import type { Command } from '../command.ts';
import { examine, type DoctorReport } from '../doctorReport.ts';
import { english, type Say } from '../sentences.ts';
import { textList } from '../table.ts';

/** `descent doctor`: versions, host, browser, backend and folders of this machine. */
export const doctorCommand: Command = {
  name: 'doctor',
  positional: null,
  options: {},
  async run({ flags }, context) {
    const say = flags.has('json') ? english : context.say;
    const report = await examine(context, say);
    return { json: report, text: reportText(say, report), failed: !report.database.ok };
  },
};

function reportText(say: Say, report: DoctorReport): string {
  const { app, node, tfjs, electron, host, why, browser, backend, renderer, backendWhy, database } = report;
  const row = (name: string) => say(`cli.doctor.${name}`);
  return textList([
    [row('app'), app],
    ['Node', node],
    ['TensorFlow.js', tfjs],
    ['Electron', `${electron.version}, ${electron.binary ?? say('cli.doctor.noBinary')}`],
    [row('host'), `${host}: ${why}`],
    [row('browser'), browser ?? say('cli.doctor.none')],
    [row('backend'), backend === null ? backendWhy : [backend, renderer].filter(Boolean).join(', ')],
    [row('userData'), report.userData],
    [row('exports'), report.exports],
    [
      row('database'),
      `${database.file}, ${database.problem ?? say('cli.doctor.databaseOk', { bytes: database.bytes ?? 0 })}`,
    ],
    [row('datasets'), report.datasets?.join(', ') ?? null],
  ]);
}
