import { useWords } from '../i18n/index.ts';
import { useDraftStore } from '../stores/draft.ts';
import { announce } from './useAnnouncer.ts';

/** Back and forth in the history of the draft, whoever asks for it: what was taken back or made again is said. */
export function useUndo(): { undo(): void; redo(): void } {
  const { t } = useWords();
  const draft = useDraftStore();
  const say = (what: 'undone' | 'redone', label: string): void =>
    announce(t(`model.did.${what}`, { step: label || t('model.step.change') }));

  function undo(): void {
    if (!draft.canUndo) return;
    const label = draft.undoLabel;
    draft.undo();
    say('undone', label);
  }
  function redo(): void {
    if (!draft.canRedo) return;
    draft.redo();
    say('redone', draft.undoLabel);
  }
  return { undo, redo };
}
