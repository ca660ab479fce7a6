import type { Command } from '../command.ts';
import { figure, textTable } from '../table.ts';

/** `descent runs [--experiment E]`: the runs that are kept, newest experiment first. */
export const runsCommand: Command = {
  name: 'runs',
  positional: null,
  options: { experiment: { type: 'value', valueName: 'E' } },
  async run({ values }, { say, workshop }) {
    const calls = await workshop.calls();
    const wanted = values.get('experiment');
    if (wanted !== undefined) await calls['experiments.get']({ experiment: wanted });
    const summaries = (await calls['experiments.list']({})).filter(({ id }) => wanted === undefined || id === wanted);
    const json = summaries.flatMap(({ id, title, dataset, runs, lastValLoss }) =>
      runs.map((run) => ({
        run: run.id,
        experiment: id,
        title,
        dataset,
        contender: run.contender.name,
        seed: run.seed,
        status: run.status,
        reason: run.reason?.code ?? null,
        backend: run.backend,
        steps: run.steps,
        stepsPlanned: run.stepsPlanned,
        valLoss: lastValLoss[run.id] ?? null,
        createdAt: run.createdAt,
        endedAt: run.endedAt,
      })),
    );
    const columns = ['run', 'experiment', 'title', 'contender', 'seed', 'status', 'steps', 'valLoss', 'created'];
    const rows = json.map((run) => [
      run.run,
      run.experiment,
      run.title,
      run.contender,
      run.seed,
      say(`status.${run.status}`),
      run.steps,
      figure(run.valLoss),
      run.createdAt.slice(0, 16).replace('T', ' '),
    ]);
    const heading = columns.map((column) => say(`cli.columns.${column}`));
    return { json, text: rows.length > 0 ? textTable(heading, rows) : say('cli.noRuns') };
  },
};
