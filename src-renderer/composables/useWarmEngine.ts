import { watch } from 'vue';
import { useSettingsStore } from '../stores/settings.ts';
import { useTrainingStore } from '../stores/training.ts';

/** Later than this it is begun even where the page is never idle. */
const AT_LATEST_MS = 2000;

/** While nothing trains, a worker loads what the next training will need: the first point then comes a second earlier. */
export function useWarmEngine(): void {
  const training = useTrainingStore();
  const settings = useSettingsStore();
  const warm = (): void => {
    if (!training.isTraining) training.warm(settings.settings.engine);
  };
  watch(
    () => [training.isTraining, settings.settings.engine],
    () => requestIdleCallback(warm, { timeout: AT_LATEST_MS }),
    { immediate: true },
  );
}
