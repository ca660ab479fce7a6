import { computed, onScopeDispose, ref, shallowRef, watch } from 'vue';
import type { JudgeProgress } from '#shared/domain/judgement.ts';
import { finalStatuses } from '#shared/domain/run.ts';
import { toFailure, type ErrorDetail } from '#shared/result.ts';
import { useHost } from '../host.ts';
import { useRunsStore } from '../stores/runs.ts';
import { useUiStore } from '../stores/ui.ts';
import { plain } from '../stores/plain.ts';
import { startJudge, type Judge, type JudgedRun } from '../training/judge.ts';

/** Why nothing is shown of a run; its sentences are `result.none.<code>`. */
export type NothingToShow = 'noRun' | 'training' | 'diverged' | 'noWeights';

/** The run on the Result page: judged anew whenever another one is chosen; a cancelled one can be begun again. */
export function useResult() {
  const { studio } = useHost();
  const runs = useRunsStore();
  const ui = useUiStore();
  const judged = shallowRef<JudgedRun | null>(null);
  const progress = shallowRef<JudgeProgress | null>(null);
  const failure = shallowRef<{ readonly code: string; readonly detail: ErrorDetail } | null>(null);
  const isCancelled = ref(false);
  let judge: Judge | null = null;

  const run = computed(() => (ui.resultRun ? runs.runOf(ui.resultRun) : null));
  const nothing = computed<NothingToShow | null>(() => {
    if (!run.value) return runs.isLoading ? null : 'noRun';
    if (run.value.hasWeights) return null;
    if (run.value.status === 'diverged') return 'diverged';
    return finalStatuses.includes(run.value.status) ? 'noWeights' : 'training';
  });
  /** Runs of the same contender in the same experiment that kept weights, by seed. */
  const siblings = computed(() => {
    const group = runs.experiments.find(({ id }) => id === run.value?.experimentId);
    const same = group?.runs.filter(
      ({ contender, hasWeights }) => hasWeights && contender.name === run.value?.contender.name,
    );
    return (same ?? []).toSorted((a, b) => a.seed - b.seed);
  });
  const title = computed(() => runs.experiments.find(({ id }) => id === run.value?.experimentId)?.title ?? '');

  function end(): void {
    judge?.end();
    judge = null;
  }

  function cancel(): void {
    end();
    isCancelled.value = true;
  }

  async function begin(): Promise<void> {
    end();
    judged.value = null;
    progress.value = null;
    failure.value = null;
    isCancelled.value = false;
    if (!run.value?.hasWeights) return;
    const own = (judge = startJudge());
    try {
      const found = await own.judge(studio, plain(run.value), (next) => judge === own && (progress.value = next));
      if (judge === own) judged.value = found;
    } catch (error) {
      const trouble = toFailure(error);
      if (judge === own && !trouble.ok) failure.value = trouble;
    }
  }

  watch(() => (run.value?.hasWeights ? run.value.id : null), begin, { immediate: true });
  onScopeDispose(end);
  return {
    ...{ run, title, siblings, nothing, judged, progress, failure, isCancelled, begin, cancel },
    /** Asks the model that has been judged. */
    show: (rows: readonly number[]) => judge!.show(rows),
    tryOut: (sample: Float32Array) => judge!.tryOut(sample),
  };
}

/** What the cards of the page may ask the model. */
export type ResultAsk = Pick<ReturnType<typeof useResult>, 'show' | 'tryOut'>;
