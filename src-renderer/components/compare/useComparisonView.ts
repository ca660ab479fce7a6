import { computed, shallowRef, watch, type ComputedRef } from 'vue';
import { experimentsOf } from '#shared/domain/contenderPlan.ts';
import type { Experiment } from '#shared/domain/experiment.ts';
import { checkDraft } from '#shared/domain/draftCheck.ts';
import { hasDropout } from '#shared/domain/hasDropout.ts';
import { finalStatuses, type RunRecord } from '#shared/domain/run.ts';
import type { XAxis } from '#shared/domain/settings.ts';
import { toFailure } from '#shared/result.ts';
import { lossById } from '#shared/losses/index.ts';
import { fairness, type SeedFairness } from '#shared/statistics/fairness.ts';
import { rankedQuantity, standings, type RunResult, type Standings } from '#shared/statistics/standings.ts';
import { solves } from '#shared/training/solving.ts';
import { verdict, type Verdict } from '#shared/statistics/verdict.ts';
import { changesOf, type Change } from '../../charts/changes.ts';
import { contendersOf, type ContenderRuns } from '../../charts/contenders.ts';
import { curveCache, curveLines, type CurveLine } from '../../charts/curveSet.ts';
import { cursorStops } from '../../charts/cursorStops.ts';
import { measuredMetrics } from '../../charts/shownMetric.ts';
import { followedQuantities, patternsOf } from '../../charts/followed.ts';
import { epochLengthOf, plannedSteps } from '../../charts/epochAxis.ts';
import { xPlaces } from '../../charts/xPlaces.ts';
import { useErrorText } from '../../i18n/index.ts';
import { useDatasetsStore } from '../../stores/datasets.ts';
import { useDraftStore } from '../../stores/draft.ts';
import { useSettingsStore } from '../../stores/settings.ts';
import { useTrainingStore } from '../../stores/training.ts';
import { useUiStore } from '../../stores/ui.ts';
import { emptyCurves, type Comparison } from '../../training/comparison.ts';
import { useComparisonAxis } from './useComparisonAxis.ts';

/** Everything the comparison's parts show, computed from its curves at most ten times a second. */
export interface ComparisonView {
  readonly comparison: Comparison;
  readonly contenders: readonly ContenderRuns[];
  readonly standings: Standings;
  readonly verdict: Verdict;
  readonly fairness: readonly SeedFairness[];
  /** What was changed while it trained, in order. */
  readonly changes: readonly Change[];
  readonly isEnded: boolean;
  /** Keys of the contenders that hold or share the first place. */
  readonly leaders: ReadonlySet<string>;
  /** Keys in the order of the ranking table. */
  readonly order: readonly string[];
  /** Updates of one epoch of the first contender; null where nothing tells. */
  readonly epochSteps: number | null;
  /** What the x axis counts: as chosen, but updates where epochs are not known. */
  readonly axis: XAxis;
  /** True where the same epoch is reached after different numbers of updates. */
  readonly epochsDiffer: boolean;
  /** Names of the solvers among contenders that train in batches: their gradients see all rows, those of the others do not. */
  readonly passing: readonly string[];
  /** Where the x axis ends, in places. */
  readonly endStep: number;
  /** Place reached so far, while it trains. */
  readonly nowStep: number | null;
  readonly lossLines: readonly CurveLine[];
  readonly metricLines: readonly CurveLine[];
  /** What the second chart can show, and shows. */
  readonly metrics: readonly string[];
  readonly metric: string;
  /** Where the cursor can stand; computed when first asked. */
  readonly stops: () => readonly number[];
  readonly datasetName: string;
  readonly parameters: number | null;
}

/** The view of the comparison on the screen; null where nothing was trained yet. Reads the curves through the store's tick. */
export function useComparisonView(): ComputedRef<ComparisonView | null> {
  const training = useTrainingStore();
  const settings = useSettingsStore();
  const draft = useDraftStore();
  const datasets = useDatasetsStore();
  const ui = useUiStore();
  const { axis: chosenAxis } = useComparisonAxis();
  const errorText = useErrorText();
  const cache = shallowRef(curveCache());
  watch(
    () => training.comparison?.curves,
    () => (cache.value = curveCache()),
  );

  const tellFailure = (error: unknown): void => {
    const failure = toFailure(error);
    if (!failure.ok) ui.toast({ message: errorText(failure.code, failure.detail), tone: 'bad' });
  };
  const patterns = computed(() => patternsOf(settings.settings.chart.metric ?? ''));
  watch(
    () => [patterns.value.join(), training.comparison?.curves] as const,
    () => void training.follow(patterns.value).catch(tellFailure),
    { immediate: true },
  );

  return computed(() => {
    const { comparison } = training;
    if (training.tick < 0 || !comparison || comparison.runs.length === 0) return null;
    const { experiment } = comparison.record;
    const contenders = contendersOf(comparison);
    const ranking = rankingOf(comparison, contenders);
    const dataset = draft.dataset?.id === experiment.data.dataset ? draft.dataset : null;
    const lengthOf = (run: RunRecord) => epochLengthOf(run, comparison, dataset);
    const lengths = contenders.map((group) => lengthOf(group.runs[0]!));
    const epochSteps = lengths[0] ?? null;
    const { curves } = settings.settings.chart;
    const axis = chosenAxis.value === 'epochs' && epochSteps === null ? 'steps' : chosenAxis.value;
    const placesOf = (group: ContenderRuns) =>
      xPlaces(axis, group, comparison, { unit: epochSteps, own: lengthOf(group.runs[0]!) });
    const furthest = (stepsOf: (run: RunRecord) => number): number =>
      Math.max(1, ...contenders.flatMap((group) => group.runs.map((run) => placesOf(group).at(stepsOf(run)))));
    const request = { comparison, contenders, curves, placesOf };
    const lossLines = curveLines({ ...request, metric: 'loss' }, cache.value);
    const metrics = [...offeredMetrics(comparison, ranking.standings), ...followedQuantities];
    const wanted = settings.settings.chart.metric;
    const metric = wanted !== null && metrics.includes(wanted) ? wanted : ranking.standings.quantity.metric;
    const metricLines = curveLines({ ...request, metric }, cache.value);
    const isTraining = training.live && training.isTraining;
    return {
      comparison,
      contenders,
      ...ranking,
      fairness: fairness(comparison.runs, { stepsPerEpoch: lengthOf, hasDropout: dropsAnywhere(experiment) }),
      changes: changesOf(contenders, placesOf),
      epochSteps,
      axis,
      passing: passingOnes(contenders, lengthOf),
      epochsDiffer: new Set(lengths).size > 1,
      endStep: axis === 'steps' ? plannedSteps(comparison) : furthest((run) => run.stepsPlanned),
      nowStep: isTraining ? furthest((run) => run.steps) : null,
      lossLines,
      metricLines,
      metrics,
      metric,
      stops: lazily(() => cursorStops(lossLines)),
      datasetName:
        dataset?.name ??
        datasets.list.find((each) => each.id === experiment.data.dataset)?.name ??
        experiment.data.dataset,
      parameters: dataset ? (checkDraft(experiment, dataset)?.parameters ?? null) : null,
    };
  });
}

/** Before the first epoch that is the metric it will be ranked by: a choice must not stand empty. */
function offeredMetrics(comparison: Comparison, { quantity }: Standings): readonly string[] {
  const measured = measuredMetrics(comparison);
  return measured.length > 0 ? measured : [quantity.metric];
}

function passingOnes(
  contenders: readonly ContenderRuns[],
  lengthOf: (run: RunRecord) => number | null,
): readonly string[] {
  const inBatches = contenders.some(({ contender, runs }) => !solves(contender) && (lengthOf(runs[0]!) ?? 1) > 1);
  return inBatches ? contenders.filter(({ contender }) => solves(contender)).map(({ name }) => name) : [];
}

/** True where any contender's model drops values. */
function dropsAnywhere(experiment: Experiment): boolean {
  return experimentsOf(experiment).some(({ model }) => hasDropout(model));
}

function lazily<T>(compute: () => T): () => T {
  let known: { value: T } | null = null;
  return () => (known ??= { value: compute() }).value;
}

function rankingOf(comparison: Comparison, contenders: readonly ContenderRuns[]) {
  const { experiment } = comparison.record;
  const runs = contenders.flatMap((group) => group.runs.map((run) => result(comparison, group.name, run)));
  const { validationSize, validationShare } = experiment.data;
  const hasValidation = (validationSize ?? validationShare) > 0;
  const usual = lossById(experiment.loss).task === 'classification' ? 'accuracy' : 'meanAbsoluteError';
  const table = standings(runs, rankedQuantity(runs, hasValidation, usual));
  const isEnded = comparison.runs.every((run) => finalStatuses.includes(run.status));
  const keyOf = (name: string) => contenders.find((group) => group.name === name)!.key;
  const ranked = table.rows.map((row) => keyOf(row.name));
  const diverged = table.diverged.map(keyOf);
  const others = contenders.map((group) => group.key).filter((key) => !ranked.includes(key) && !diverged.includes(key));
  return {
    standings: table,
    isEnded,
    verdict: verdict({
      standings: table,
      runs,
      seedsPlanned: new Set(runs.map((run) => run.seed)).size,
      ended: isEnded,
      epochsPlanned: experiment.training.epochs,
    }),
    leaders: new Set(table.rows.filter((row) => row.from === 1 && table.rows.length > 1).map((row) => keyOf(row.name))),
    order: [...ranked, ...others, ...diverged],
  };
}

function result(comparison: Comparison, name: string, run: ContenderRuns['runs'][number]): RunResult {
  const { epochs } = comparison.curves.get(run.id) ?? emptyCurves();
  return { contender: name, seed: run.seed, status: run.status, reason: run.reason, epochs };
}
