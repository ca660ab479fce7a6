import { dialog, type BrowserWindow } from 'electron';
import type { Translate } from './words.ts';

export interface ClosingPlan {
  readonly isTraining: () => boolean;
  readonly words: () => Translate;
  /** Tells the page to pause, so that what it measured so far is on its way before it goes. */
  readonly pause: () => void;
}

/** Asks before the window closes on runs that are training: closing ends them, and that cannot be undone. */
export function guardClosing(window: BrowserWindow, plan: ClosingPlan): void {
  window.on('close', (event) => {
    if (!plan.isTraining()) return;
    if (asksToKeep(window, plan.words())) event.preventDefault();
    else plan.pause();
  });
}

/** The question must be answered before the event returns, hence the waiting form of the dialog. */
function asksToKeep(window: BrowserWindow, words: Translate): boolean {
  const answer = dialog.showMessageBoxSync(window, {
    type: 'question',
    message: words('dialogs.closing.message'),
    detail: words('dialogs.closing.detail'),
    buttons: [words('dialogs.closing.keep'), words('dialogs.closing.close')],
    defaultId: 0,
    cancelId: 0,
  });
  return answer === 0;
}
