import { computed } from 'vue';
import { fitToData, type Fit } from '#shared/domain/fitToData.ts';
import { useDraftStore } from '../stores/draft.ts';
import { useFitWords } from './useFitWords.ts';
import { useStepToast } from './useStepToast.ts';

/** What one click makes of a model that was made for other data, where that helps, and the click. */
export function useFitting() {
  const draft = useDraftStore();
  const words = useFitWords();
  const sayStep = useStepToast();
  const fit = computed<Fit | null>(() => draft.dataset && fitToData(draft.experiment, draft.dataset));

  function apply(): void {
    const found = fit.value;
    if (!found) return;
    const [label, message] = [words.step(found), words.done(found)];
    draft.change(() => found.experiment, label);
    sayStep(message, 'good');
  }

  return { fit, words, apply };
}
