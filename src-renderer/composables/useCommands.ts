import { useEventListener } from '@vueuse/core';
import { onScopeDispose } from 'vue';
import { commandForKey } from '#shared/accelerators.ts';
import type { CommandId } from '#shared/contract.ts';
import { useHost } from '../host.ts';
import { useDraftStore } from '../stores/draft.ts';
import { useTrainingStore } from '../stores/training.ts';
import { pages, useUiStore, type PageName } from '../stores/ui.ts';
import { isTextField } from './isTextField.ts';
import { useExperimentActions } from './useExperimentActions.ts';
import { useUndo } from './useUndo.ts';

/** Connects the command table with what it does: menu entries come from the host, keys from the page where the host has no menu. */
export function useCommands(): { run(command: CommandId): void } {
  const { studio } = useHost();
  const acts = useCommandActs();
  const run = (command: CommandId) => void acts[command]();

  onScopeDispose(studio.on('command', ({ command }) => run(command)));
  // Electron's menu owns the keys there; listening here too would act twice.
  if (studio.host === 'loopback') useEventListener(window, 'keydown', (event) => onKey(event, run));
  return { run };
}

function onKey(event: KeyboardEvent, run: (command: CommandId) => void): void {
  const command = commandForKey(event, /mac/i.test(navigator.platform));
  if (!command || event.defaultPrevented || document.querySelector('dialog[open]')) return;
  // Undo in a field belongs to the field.
  if (command.id.startsWith('edit.') && isTextField(event.target)) return;
  event.preventDefault();
  run(command.id);
}

function useCommandActs(): Readonly<Record<CommandId, () => unknown>> {
  const ui = useUiStore();
  const draft = useDraftStore();
  const training = useTrainingStore();
  const actions = useExperimentActions();
  const { undo, redo } = useUndo();
  const go = (page: PageName) => () => ui.go(page);

  return {
    'experiment.new': actions.newExperiment,
    'experiment.open': actions.chooseExperiment,
    'experiment.save': actions.saveExperiment,
    'data.import': actions.chooseData,
    'edit.undo': () => (isTextField(document.activeElement) ? document.execCommand('undo') : undo()),
    'edit.redo': () => (isTextField(document.activeElement) ? document.execCommand('redo') : redo()),
    'go.home': go('home'),
    'go.data': go('data'),
    'go.model': go('model'),
    'go.optimizers': go('optimizers'),
    'go.compare': go('compare'),
    'go.surfaces': go('surfaces'),
    'go.runs': go('runs'),
    'go.settings': go('settings'),
    'training.start': () => {
      if (training.phase === 'paused') training.resume();
      else if (draft.readiness.ok) void actions.train(draft.experiment);
      else ui.go(pages.find((page) => !draft.readiness.ok && page === draft.readiness.page) ?? 'data');
    },
    'training.pause': () => (training.phase === 'paused' ? training.resume() : training.pause()),
    'training.stop': () => training.stop(),
  };
}
