import { finalStatuses, runStatuses, type ExperimentSummary } from '#shared/domain/run.ts';
import type { Sentence } from '#shared/statistics/verdict.ts';
import { useWords } from '../i18n/index.ts';
import { useTrainingStore } from '../stores/training.ts';

/** How an experiment stands, in words: how far it is, the finding, or how its runs ended. */
export function useExperimentState() {
  const { t, te, percent, count, number, list } = useWords();
  const training = useTrainingStore();

  function isLive(experiment: ExperimentSummary): boolean {
    return training.isTraining && training.live && training.comparison?.record.id === experiment.id;
  }

  function liveText(): string {
    return t('home.live', { percent: percent(training.progress?.fraction ?? 0) });
  }

  /** "2 finished, 1 interrupted". */
  function statusText(experiment: ExperimentSummary): string {
    const groups = runStatuses.flatMap((status) => {
      const runs = experiment.runs.filter((run) => run.status === status).length;
      return runs > 0 ? [t(`statusCount.${status}`, { count: count(runs) }, runs)] : [];
    });
    return list(groups, { type: 'unit', style: 'short' });
  }

  function headlineText(sentence: Sentence): string | null {
    const key = `compare.verdict.${sentence.code}`;
    if (!te(key)) return null;
    const values = Object.fromEntries(Object.entries(sentence.values).map(([name, value]) => [name, number(value, 3)]));
    return t(
      key,
      { ...values, names: list(sentence.names), others: list(sentence.others) },
      sentence.names.length || 1,
    );
  }

  function stateText(experiment: ExperimentSummary, headline: Sentence | null): string {
    if (isLive(experiment)) return liveText();
    const someFinished = experiment.runs.some((run) => run.status === 'finished');
    const allEnded = experiment.runs.every((run) => finalStatuses.includes(run.status));
    return (someFinished && allEnded && headline && headlineText(headline)) || statusText(experiment);
  }

  return { isLive, stateText, statusText };
}
