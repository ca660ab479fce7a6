import { useIntervalFn, watchDebounced } from '@vueuse/core';
import { computed, onScopeDispose, ref, shallowRef, watch } from 'vue';
import { bytesAddress } from '#shared/contract.ts';
import type { Look } from '#shared/domain/layerLook.ts';
import type { RunRecord } from '#shared/domain/run.ts';
import { toFailure, type ErrorDetail } from '#shared/result.ts';
import { plain } from '../stores/plain.ts';
import { useDraftStore } from '../stores/draft.ts';
import { useTrainingStore } from '../stores/training.ts';
import { startInspector } from '../training/inspector.ts';

const SETTLE_MS = 350;
/** While a run trains it is looked at again so often. */
const LIVE_EVERY_MS = 2000;

/** Whose weights are looked at: the start weights, or a run's. */
export const START = 'start';

/** A forward pass of one sample through the draft's model, again whenever model, data, sample or weights change, and while the run trains. */
export function useLookInside() {
  const draft = useDraftStore();
  const training = useTrainingStore();
  const isOn = ref(false);
  const sample = ref(0);
  const source = ref<string>(START);
  const look = shallowRef<Look | null>(null);
  const failure = shallowRef<{ readonly code: string; readonly detail: ErrorDetail } | null>(null);
  const isBusy = ref(false);
  const inspector = startInspector();
  let latest = 0;

  /** Runs whose model and data are the draft's. */
  const runs = computed<readonly RunRecord[]>(() => {
    const compared = training.comparison;
    if (!compared || !isSame(compared.record.experiment, draft.experiment)) return [];
    // Layers of a contender's own are not those of the stack.
    return compared.runs.filter(
      ({ status, contender }) =>
        !contender.changes?.layers && ['running', 'paused', 'finished', 'stopped'].includes(status),
    );
  });
  const seed = computed(() => draft.experiment.training.seeds[0] ?? 1);
  const chosenRun = computed(() => runs.value.find(({ id }) => id === source.value) ?? null);

  async function read(): Promise<void> {
    const ticket = ++latest;
    if (!isOn.value || !draft.dataset || !draft.modelCheck?.ok) {
      look.value = null;
      return;
    }
    isBusy.value = true;
    try {
      const weights = chosenRun.value ? await weightsOf(chosenRun.value) : null;
      const request = {
        experiment: plain(draft.experiment),
        descriptor: plain(draft.dataset),
        seed: seed.value,
        sample: sample.value,
        weights,
      };
      const seen = await inspector.look(request);
      if (ticket !== latest) return;
      look.value = seen;
      failure.value = null;
    } catch (error) {
      const trouble = toFailure(error);
      if (ticket === latest && !trouble.ok) failure.value = trouble;
    } finally {
      if (ticket === latest) isBusy.value = false;
    }
  }

  async function weightsOf(run: RunRecord): Promise<Float32Array<ArrayBuffer> | null> {
    const live = await training.readWeights(run.id);
    if (live) return live;
    const response = await fetch(bytesAddress.weights(run.id));
    return response.ok ? new Float32Array(await response.arrayBuffer()) : null;
  }

  const wanted = computed(() =>
    isOn.value
      ? JSON.stringify([draft.experiment.model, draft.experiment.data, draft.experiment.loss, draft.dataset?.id])
      : '',
  );
  watch([isOn, sample, source], () => void read());
  watchDebounced(wanted, () => void read(), { debounce: SETTLE_MS });
  watch(runs, () => {
    if (source.value !== START && !chosenRun.value) source.value = START;
  });
  useIntervalFn(() => {
    if (isOn.value && !isBusy.value && training.isTraining && chosenRun.value) void read();
  }, LIVE_EVERY_MS);
  onScopeDispose(inspector.end);
  return { isOn, sample, source, runs, seed, look, failure, isBusy };
}

interface ModelAndData {
  readonly model: unknown;
  readonly data: unknown;
}

function isSame(a: ModelAndData, b: ModelAndData): boolean {
  return JSON.stringify([a.model, a.data]) === JSON.stringify([b.model, b.data]);
}
