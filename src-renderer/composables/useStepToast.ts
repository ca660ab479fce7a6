import { watch } from 'vue';
import { useWords } from '../i18n/index.ts';
import { useDraftStore } from '../stores/draft.ts';
import { useUiStore, type ToastTone } from '../stores/ui.ts';

/**
 * Says what the last step of the draft did, with Undo for as long as it is the last step and on the screen: behind another step Undo would take back that
 * one, and every screen of the draft has an Undo of its own. What was deleted can be had back from wherever one has gone meanwhile.
 */
export function useStepToast(): (message: string, tone?: ToastTone, undo?: () => void) => void {
  const { t } = useWords();
  const ui = useUiStore();
  const draft = useDraftStore();

  return (message, tone = 'info', undo = () => draft.undo()) => {
    const key = ui.toast({ message, tone, actionLabel: t('common.undo'), action: undo });
    watch([() => draft.experiment, () => ui.page], () => ui.dismissToast(key), { once: true, flush: 'sync' });
  };
}
