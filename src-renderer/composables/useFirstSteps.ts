import { watch } from 'vue';
import { useSettingsStore } from '../stores/settings.ts';
import { useTrainingStore } from '../stores/training.ts';
import { useUiStore } from '../stores/ui.ts';

/** Ticks the first steps as the reader does them, wherever that happens. Lives in the shell. */
export function useFirstSteps(): void {
  const training = useTrainingStore();
  const settings = useSettingsStore();
  const ui = useUiStore();

  watch(
    () => training.phase,
    async (phase) => {
      if (phase !== 'running') return;
      await settings.finishStep(settings.settings.tourDone.includes('verdict') ? 'change' : 'watch');
    },
  );
  watch(
    () => training.phase === 'ended' && training.live && ui.page === 'compare',
    async (isRead) => {
      if (isRead) await settings.finishStep('verdict');
    },
  );
}
