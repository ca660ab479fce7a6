import * as v from 'valibot';
import { computed, onScopeDispose, shallowRef, watch, type ComputedRef, type ShallowRef } from 'vue';
import type { Studio } from '#shared/contract.ts';
import type { DatasetDescriptor } from '#shared/domain/dataset.ts';
import { defaultExperiment } from '#shared/domain/defaultExperiment.ts';
import { checkDraft, draftReadiness, draftSteps, type Readiness } from '#shared/domain/draftCheck.ts';
import { chooseDataset, setTarget, type Edit } from '#shared/domain/draftEdits.ts';
import type { Experiment } from '#shared/domain/experiment.ts';
import { experimentSchema, parseExperiment } from '#shared/domain/experimentSchema.ts';
import { amend, commit, redo, startHistory, undo } from '#shared/domain/history.ts';
import type { ModelCheck } from '#shared/domain/modelCheck.ts';
import type { Result } from '#shared/result.ts';
import { debounced } from './debounced.ts';

const AUTOSAVE_DELAY_MS = 400;
/** Changes with one merge key that follow each other faster than this are one step of the history. */
const MERGE_WITHIN_MS = 1000;

export type DatasetFailure = Extract<Result<never>, { ok: false }>;

/** The experiment being made: its history, its data set, what is wrong with it. One per page; see `useDraftStore`. */
export interface DraftState {
  readonly experiment: ComputedRef<Experiment>;
  readonly dataset: ShallowRef<DatasetDescriptor | null>;
  readonly datasetError: ShallowRef<DatasetFailure | null>;
  readonly canUndo: ComputedRef<boolean>;
  readonly canRedo: ComputedRef<boolean>;
  /** Words of the step that undo would take back; empty where it has none. */
  readonly undoLabel: ComputedRef<string>;
  readonly modelCheck: ComputedRef<ModelCheck | null>;
  readonly stepsPlanned: ComputedRef<number>;
  readonly readiness: ComputedRef<Readiness>;
  /** One undoable step; steps with the same `mergeKey` in quick succession (a slider being drawn) become one. */
  change(edit: Edit, label?: string, mergeKey?: string): void;
  undo(): void;
  redo(): void;
  /** Another experiment: the history begins anew. */
  load(experiment: Experiment): void;
  /** The draft of the last start, or the default experiment. */
  restore(): Promise<void>;
  /** Chooses a data set and its usual division, with what else changes in the same step; the model and the loss stay, their problems offer repairs. */
  setDataset(id: string, label?: string, also?: (found: DatasetDescriptor) => Edit): Promise<Result<DatasetDescriptor>>;
  /** Chooses the column to predict. */
  setTarget(target: string, label?: string): Promise<Result<DatasetDescriptor>>;
  /** Saves at once what autosave would save soon. */
  flush(): Promise<void>;
}

/** Builds the draft over a host; ends with the effect scope in which it was made. */
export function createDraft(host: Studio, now: () => number = Date.now): DraftState {
  const history = shallowRef(startHistory(defaultExperiment));
  const experiment = computed(() => history.value.present);
  const data = useDraftDataset(host, experiment);
  const lastMerge = { key: '', at: 0 };
  const autosave = debounced(() => save(host, experiment.value), AUTOSAVE_DELAY_MS);
  watch(experiment, autosave.schedule, { flush: 'sync' });
  onScopeDispose(autosave.cancel);

  function change(edit: Edit, label = '', mergeKey = ''): void {
    const next = edit(experiment.value);
    if (next === experiment.value) return;
    const merges = mergeKey !== '' && mergeKey === lastMerge.key && now() - lastMerge.at < MERGE_WITHIN_MS;
    history.value = merges ? amend(history.value, next) : commit(history.value, next, label);
    Object.assign(lastMerge, { key: mergeKey, at: now() });
  }
  function travel(step: typeof undo): void {
    lastMerge.key = '';
    history.value = step(history.value);
  }
  function load(loaded: Experiment): void {
    lastMerge.key = '';
    history.value = startHistory(loaded);
  }

  return {
    experiment,
    dataset: data.dataset,
    datasetError: data.error,
    canUndo: computed(() => history.value.past !== null),
    canRedo: computed(() => history.value.future !== null),
    undoLabel: computed(() => history.value.past?.label ?? ''),
    modelCheck: computed(() => (data.dataset.value ? checkDraft(experiment.value, data.dataset.value) : null)),
    stepsPlanned: computed(() => (data.dataset.value ? draftSteps(experiment.value, data.dataset.value) : 0)),
    readiness: computed(() => draftReadiness(experiment.value, data.dataset.value)),
    change,
    undo: () => travel(undo),
    redo: () => travel(redo),
    load,
    restore: async () => {
      const kept = await host.call('draft.get', {});
      // Whoever was quicker than the answer goes on with what he began.
      if (kept.ok && kept.value && history.value.present === defaultExperiment) load(kept.value);
      // Also for a kept draft: one on the data set of the default experiment changes nothing that would be noticed.
      await data.reload();
    },
    setDataset: async (id, label, also) => {
      const found = await host.call('datasets.get', { dataset: id });
      if (!found.ok) return found;
      const choose = chooseDataset(found.value, data.dataset.value);
      const follow = also?.(found.value);
      change((before) => (follow ? follow(choose(before)) : choose(before)), label);
      return found;
    },
    setTarget: async (target, label) => {
      const changed = await host.call('datasets.setTarget', { dataset: experiment.value.data.dataset, target });
      if (changed.ok) {
        data.accept(changed.value);
        change(setTarget(changed.value, target), label);
      }
      return changed;
    },
    flush: autosave.flush,
  };
}

/** Keeps the descriptor of the experiment's data set at hand: fetched when the id or the target changes, or the host says so. */
function useDraftDataset(host: Studio, experiment: ComputedRef<Experiment>) {
  const dataset = shallowRef<DatasetDescriptor | null>(null);
  const error = shallowRef<DatasetFailure | null>(null);
  let latest = 0;

  async function reload(): Promise<void> {
    const ticket = ++latest;
    const { dataset: id, target } = experiment.value.data;
    if (dataset.value?.id !== id) dataset.value = null;
    const result = await describe(host, id, target);
    if (ticket !== latest) return;
    dataset.value = result.ok ? result.value : null;
    error.value = result.ok ? null : result;
  }
  function accept(descriptor: DatasetDescriptor): void {
    latest += 1;
    dataset.value = descriptor;
    error.value = null;
  }

  const wanted = computed(() => `${experiment.value.data.dataset}\n${experiment.value.data.target}`);
  watch(wanted, () => {
    const { dataset: id, target } = experiment.value.data;
    if (dataset.value?.id !== id || dataset.value.target !== target) void reload();
  });
  onScopeDispose(host.on('datasets.changed', () => void reload()));
  return { dataset, error, reload, accept };
}

/** The descriptor with its classes counted for this target: a numeric target's classes are kept with the data set. */
async function describe(host: Studio, id: string, target: string | null): Promise<Result<DatasetDescriptor>> {
  const found = await host.call('datasets.get', { dataset: id });
  if (!found.ok || target === null || found.value.target === target) return found;
  if (!found.value.columns?.some((column) => column.name === target)) return found;
  return host.call('datasets.setTarget', { dataset: id, target });
}

/** Keeps the draft if it is a whole experiment; a half-typed state waits for the next save, a failed save for the next change. */
async function save(host: Studio, experiment: Experiment): Promise<void> {
  const parsed = v.safeParse(experimentSchema, experiment);
  if (parsed.success && isExperiment(experiment)) await host.call('draft.set', { experiment: parsed.output });
}

function isExperiment(experiment: Experiment): boolean {
  try {
    parseExperiment(experiment);
    return true;
  } catch {
    return false;
  }
}
