import type { Experiment } from '#shared/domain/experiment.ts';
import type { RunRecord } from '#shared/domain/run.ts';
import type { Command } from '../command.ts';
import { runId } from '../ids.ts';
import { runOutput, type RunOutput } from '../runOutput.ts';
import { reasonSentence, type Say } from '../sentences.ts';
import { figure, textList, textTable } from '../table.ts';

/** `descent show RUN`: one run with its settings, its environment and its history. */
export const showCommand: Command = {
  name: 'show',
  positional: { valueName: 'RUN', min: 1, max: 1 },
  options: {},
  async run({ positionals }, { say, workshop }) {
    const calls = await workshop.calls();
    const run = await calls['runs.get']({ run: runId(positionals[0]) });
    const { record } = await calls['experiments.get']({ experiment: run.experimentId });
    const output = runOutput(run, await calls['runs.points']({ run: run.id }));
    const { title, data, model, loss, training } = record.experiment;
    const settings = {
      title,
      data,
      model,
      loss,
      training,
      optimizer: run.contender.optimizer,
      params: run.contender.params,
    };
    const { stepsPlanned, environment, hasWeights, events, createdAt, startedAt, endedAt } = run;
    const detail = run.reason?.detail ?? null;
    const json = {
      ...output,
      reasonDetail: detail,
      experiment: record.id,
      settings,
      stepsPlanned,
      environment,
      hasWeights,
      events,
      createdAt,
      startedAt,
      endedAt,
    };
    return { json, text: runText(say, run, record.experiment, output) };
  },
};

function runText(say: Say, run: RunRecord, experiment: Experiment, output: RunOutput): string {
  const { contender, seed, status, reason, backend, steps, stepsPlanned, environment } = run;
  const params = Object.entries(contender.params).map(([name, value]) => `${name} ${value}`);
  const column = (name: string) => say(`cli.columns.${name}`);
  const facts = textList([
    [column('title'), experiment.title],
    [column('dataset'), experiment.data.dataset],
    [column('contender'), contender.name],
    [column('optimizer'), [contender.optimizer, ...params].join(', ')],
    [column('seed'), seed],
    [column('status'), say(`status.${status}`)],
    [column('reason'), reason && reasonSentence(say, reason)],
    [column('backend'), [backend, environment?.renderer].filter(Boolean).join(', ') || null],
    [column('steps'), `${steps} / ${stepsPlanned}`],
    [column('changes'), changesText(run) || null],
    [column('initialWeights'), output.initialWeightsHash],
    [column('batchOrder'), output.batchOrderHash],
    [column('masks'), output.maskHash],
  ]);
  return [facts, historyTable(say, output)].join('\n\n');
}

/** What was changed while it trained: `learningRate 0.1 → 0.01 (500)`, the update in brackets. */
function changesText({ events }: RunRecord): string {
  const texts = events.map((event) => {
    const [before, after] =
      event.kind === 'learningRate' ? [event.detail.before, event.detail.rate] : [event.detail.from, event.detail.to];
    return `${event.kind} ${before} → ${after} (${event.step})`;
  });
  return texts.join(', ');
}

function historyTable(say: Say, { history }: RunOutput): string {
  const metrics = Object.keys(history[0]?.metrics ?? {});
  const columns = ['epoch', 'loss', 'valLoss'].map((column) => say(`cli.columns.${column}`));
  const heading = [
    ...columns,
    ...metrics.flatMap((metric) => [metric, say('cli.columns.validation', { metric })]),
    say('cli.columns.seconds'),
  ];
  const rows = history.map((at) => [
    at.epoch,
    figure(at.loss),
    figure(at.valLoss),
    ...metrics.flatMap((metric) => [figure(at.metrics[metric]), figure(at.valMetrics[metric])]),
    figure(at.seconds),
  ]);
  return textTable(heading, rows);
}
