import type { ExperimentSummary, RunRecord } from '#shared/domain/run.ts';

/** The words by which a run or an experiment can be found. */
export interface SearchWords {
  ofExperiment(experiment: ExperimentSummary): string;
  ofRun(run: RunRecord): string;
}

/** Lower case without accents, so that "esperimento" finds "Esperimento" and "epoca" finds "época". */
export function plainText(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
}

/**
 * The experiments in which every word of the query is found, newest first. Where the experiment itself is meant all its runs stay,
 * else only the runs that match.
 */
export function filterExperiments(
  experiments: readonly ExperimentSummary[],
  query: string,
  words: SearchWords,
): readonly ExperimentSummary[] {
  const wanted = plainText(query).split(/\s+/).filter(Boolean);
  const newestFirst = [...experiments].sort((a, b) => b.createdAt.localeCompare(a.createdAt));
  return newestFirst.flatMap((experiment) => {
    const own = plainText(words.ofExperiment(experiment));
    if (wanted.every((word) => own.includes(word))) return [experiment];
    const runs = experiment.runs.filter((run) => {
      const all = `${own} ${plainText(words.ofRun(run))}`;
      return wanted.every((word) => all.includes(word));
    });
    return runs.length > 0 ? [{ ...experiment, runs }] : [];
  });
}
