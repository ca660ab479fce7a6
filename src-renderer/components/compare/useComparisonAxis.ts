import { computed, type ComputedRef } from 'vue';
import type { XAxis } from '#shared/domain/settings.ts';
import { solves } from '#shared/training/solving.ts';
import { useSettingsStore } from '../../stores/settings.ts';
import { useTrainingStore } from '../../stores/training.ts';
import { useUiStore } from '../../stores/ui.ts';

/**
 * What the x axis counts, and the choice of another. It is remembered for all comparisons but those with solvers: their steps and those of rules
 * have gradients in common and nothing else, so they begin there, and what is chosen holds for that comparison alone.
 */
export function useComparisonAxis(): { axis: ComputedRef<XAxis>; choose: (axis: XAxis) => void } {
  const training = useTrainingStore();
  const settings = useSettingsStore();
  const ui = useUiStore();
  const own = computed(() => {
    const { comparison } = training;
    return comparison?.runs.some(({ contender }) => solves(contender)) ? comparison.record.id : null;
  });
  const axis = computed(() =>
    own.value === null ? settings.settings.chart.xAxis : (ui.ownAxes.get(own.value) ?? 'evaluations'),
  );
  function choose(chosen: XAxis): void {
    if (own.value !== null) ui.setOwnAxis(own.value, chosen);
    else void settings.set({ chart: { ...settings.settings.chart, xAxis: chosen } });
  }
  return { axis, choose };
}
