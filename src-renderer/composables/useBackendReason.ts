import { computed, type ComputedRef } from 'vue';
import { isCpuEngine } from '#shared/domain/backend.ts';
import { useWords } from '../i18n/index.ts';
import { useTrainingStore } from '../stores/training.ts';

/** Why the training runs where it runs, as a part of a sentence; null before the first training. */
export function useBackendReason(): ComputedRef<string | null> {
  const { t, number } = useWords();
  const training = useTrainingStore();
  return computed(() => {
    const info = training.backend;
    if (!info) return null;
    const { wasm = 0, webgl = 0 } = info.measuredMs ?? {};
    const [ours, other] = isCpuEngine(info.backend) ? [wasm, webgl] : [webgl, wasm];
    return t(`compare.backendWhy.${info.why}`, { ours: number(ours, 2), other: number(other, 2) });
  });
}
