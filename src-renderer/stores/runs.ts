import { useThrottleFn } from '@vueuse/core';
import { defineStore } from 'pinia';
import { computed, ref, shallowRef } from 'vue';
import type { ExperimentSummary, RunRecord } from '#shared/domain/run.ts';
import type { Result } from '#shared/result.ts';
import { useHost } from '../host.ts';
import type { CodedError } from './datasets.ts';

const REFRESH_EVERY_MS = 500;

/** The history: every experiment that was started, with its runs. */
export const useRunsStore = defineStore('runs', () => {
  const { studio } = useHost();
  const experiments = shallowRef<readonly ExperimentSummary[]>([]);
  const isLoading = ref(true);
  const error = shallowRef<CodedError | null>(null);
  const runsById = computed(
    () => new Map(experiments.value.flatMap((each) => each.runs.map((run) => [run.id, run] as const))),
  );

  // Training changes runs many times a second; the list follows at its own pace, and never misses the last change.
  const follow = useThrottleFn(() => refresh(), REFRESH_EVERY_MS, true);
  studio.on('runs.changed', () => void follow());

  let latest = 0;
  let shown = 0;
  async function refresh(): Promise<void> {
    const ticket = ++latest;
    const result = await studio.call('experiments.list', {});
    // Overtaken by the answer to a later question, which knows more.
    if (ticket < shown) return;
    shown = ticket;
    isLoading.value = false;
    error.value = result.ok ? null : result;
    if (result.ok) experiments.value = result.value.filter((experiment) => experiment.runs.length > 0);
  }

  /** Moves runs to the bin, from which `restore` brings them back until the app ends. */
  function remove(runs: readonly string[]): Promise<Result<null>> {
    return change('runs.delete', runs);
  }

  function restore(runs: readonly string[]): Promise<Result<null>> {
    return change('runs.restore', runs);
  }

  async function change(call: 'runs.delete' | 'runs.restore', runs: readonly string[]): Promise<Result<null>> {
    const result = await studio.call(call, { runs: [...runs] });
    await refresh();
    return result;
  }

  function runOf(id: string): RunRecord | null {
    return runsById.value.get(id) ?? null;
  }

  return { experiments, isLoading, error, refresh, remove, restore, runOf };
});
