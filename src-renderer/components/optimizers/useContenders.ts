import { computed } from 'vue';
import {
  addVariant,
  removeContender,
  renameContender,
  resetParams,
  sameRateForAll,
  setChanges,
  setParam,
  tickOptimizer,
  untickOptimizer,
  usualRates,
  withChanges,
  type ChangesPatch,
} from '#shared/domain/contenderEdits.ts';
import type { Contender } from '#shared/domain/experiment.ts';
import type { ParamValue } from '#shared/domain/params.ts';
import { toFailure } from '#shared/result.ts';
import { racerById } from '#shared/surfaces/racer.ts';
import { useParamWords } from '../../composables/useParamWords.ts';
import { useDifferenceWords } from '../../composables/useDifferenceWords.ts';
import { useOptimizerWords } from '../../composables/useOptimizerWords.ts';
import { useErrorText, useWords } from '../../i18n/index.ts';
import { useDraftStore } from '../../stores/draft.ts';
import { useUiStore } from '../../stores/ui.ts';

type Edit = (contenders: readonly Contender[]) => readonly Contender[];

/** The contenders of the draft and every change of them, each one step of the undo history; a refused change says why in the toast. */
export function useContenders() {
  const draft = useDraftStore();
  const ui = useUiStore();
  const { t } = useWords();
  const { optimizerName: label } = useOptimizerWords();
  const differences = useDifferenceWords();
  const { paramWords } = useParamWords();
  const errorText = useErrorText();
  const contenders = computed(() => draft.experiment.contenders);
  /** What the studio calls a contender before its values. */
  const labelOf = (contender: Contender): string => differences.label(contender, draft.experiment.model);

  function change(edit: Edit, words: string, mergeKey?: string): boolean {
    try {
      const next = edit(contenders.value);
      draft.change(
        (experiment) => (next === experiment.contenders ? experiment : { ...experiment, contenders: next }),
        words,
        mergeKey,
      );
      return true;
    } catch (error) {
      const failure = toFailure(error);
      if (!failure.ok) ui.toast({ message: errorText(failure.code, failure.detail), tone: 'bad' });
      return false;
    }
  }

  return {
    contenders,
    label,
    tick: (id: string) =>
      change((all) => tickOptimizer(all, id, label(id)), t('optimizers.undoTick', { name: label(id) })),
    untick: (id: string) => change((all) => untickOptimizer(all, id), t('optimizers.undoUntick', { name: label(id) })),
    addVariant: (of: Contender, changes?: Readonly<Record<string, ParamValue>>) =>
      change((all) => addVariant(all, of.name, labelOf(of), changes), t('optimizers.undoVariant', { name: of.name })),
    remove: (contender: Contender) =>
      change((all) => removeContender(all, contender.name), t('optimizers.undoRemove', { name: contender.name })),
    rename: (contender: Contender, to: string) =>
      change((all) => renameContender(all, contender.name, to), t('optimizers.undoRename', { name: contender.name })),
    reset: (contender: Contender) =>
      change(
        (all) => resetParams(all, contender.name, labelOf(contender)),
        t('optimizers.undoReset', { name: contender.name }),
      ),
    setParam: (contender: Contender, param: string, value: ParamValue) =>
      change(
        (all) => setParam(all, contender.name, param, value, labelOf(contender)),
        t('optimizers.undoParam', {
          param: paramWords(contender.optimizer, racerById(contender.optimizer).params, param),
          name: contender.name,
        }),
        `contender ${contender.slot} ${param}`,
      ),
    /** `what` names the change in the undo history. */
    setChanges: (contender: Contender, patch: ChangesPatch, what: string) =>
      change(
        (all) => {
          const labels = { before: labelOf(contender), after: labelOf(withChanges(contender, patch)) };
          return setChanges(all, contender.name, patch, labels);
        },
        t('optimizers.undoParam', { param: what, name: contender.name }),
        `contender ${contender.slot} ${Object.keys(patch).join()}`,
      ),
    sameRate: (rate: number) =>
      change((all) => sameRateForAll(all, rate, labelOf), t('optimizers.undoRate'), 'same rate'),
    usualRates: () => change((all) => usualRates(all, labelOf), t('optimizers.undoUsual')),
    restoreRates: (rates: ReadonlyMap<number, number>) =>
      change(
        (all) =>
          all.reduce<readonly Contender[]>((next, { slot }) => {
            const rate = rates.get(slot);
            const now = next.find((contender) => contender.slot === slot);
            return rate === undefined || !now ? next : setParam(next, now.name, 'learningRate', rate, labelOf(now));
          }, all),
        t('optimizers.undoRate'),
      ),
  };
}
