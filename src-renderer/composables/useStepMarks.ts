import { computed } from 'vue';
import { useDraftStore } from '../stores/draft.ts';
import { useTrainingStore } from '../stores/training.ts';

/** What the rail shows behind a step of the experiment: done, a count, a problem, how far. */
export type StepMark =
  | { readonly kind: 'good' }
  | { readonly kind: 'bad'; readonly count: number | null }
  | { readonly kind: 'count'; readonly count: number }
  | { readonly kind: 'percent'; readonly fraction: number };

/** The marks of the four steps of the experiment being made; null: nothing to say yet. */
export function useStepMarks() {
  const draft = useDraftStore();
  const training = useTrainingStore();

  const data = computed<StepMark | null>(() => {
    if (draft.datasetError) return { kind: 'bad', count: null };
    if (!draft.dataset) return null;
    return !draft.readiness.ok && draft.readiness.page === 'data' ? { kind: 'bad', count: null } : { kind: 'good' };
  });
  const model = computed<StepMark | null>(() => {
    const check = draft.modelCheck;
    if (!check) return null;
    return check.ok ? { kind: 'good' } : { kind: 'bad', count: check.problems };
  });
  const optimizers = computed<StepMark>(() => ({ kind: 'count', count: draft.experiment.contenders.length }));
  const compare = computed<StepMark | null>(() => {
    if (training.isTraining) return { kind: 'percent', fraction: training.progress?.fraction ?? 0 };
    return training.phase === 'ended' && training.live ? { kind: 'good' } : null;
  });
  return { data, model, optimizers, compare };
}
