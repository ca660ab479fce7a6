import { app, dialog, type BrowserWindow } from 'electron';
import type { Translate } from './words.ts';

export interface CrashPlan {
  readonly words: () => Translate;
  /** Marks the runs that were training as interrupted; `reasonCode` is a key under `reasons.`. */
  readonly interruptRuns: (reasonCode: string) => Promise<void>;
  readonly quit: () => void;
  readonly log: (line: string) => void;
}

/** Shows the end of a renderer and recovers the window; nothing that was acknowledged is lost. */
export function watchRenderer(window: BrowserWindow, plan: CrashPlan): void {
  let isReplacing = false;
  window.webContents.on('render-process-gone', (_event, { reason, exitCode }) => {
    if (reason === 'clean-exit' || isReplacing) return;
    plan.log(`The renderer ended: ${reason}, exit code ${exitCode}.`);
    void recover(window, plan, reason);
  });
  window.webContents.on('did-finish-load', () => (isReplacing = false));
  // A page that loads anew (reload) knows nothing of what the one before it trained.
  window.webContents.on('did-navigate', () => void interrupt(plan, 'windowReloaded'));
  watchSilence(window, plan, () => (isReplacing = true));
}

async function recover(window: BrowserWindow, plan: CrashPlan, reason: string): Promise<void> {
  await interrupt(plan, reason === 'oom' ? 'windowOutOfMemory' : 'windowCrashed');
  if (window.isDestroyed()) return;
  const words = plan.words();
  const { response } = await dialog.showMessageBox(window, {
    type: 'error',
    message: words('dialogs.crashed.message'),
    detail: words('dialogs.crashed.detail', { reason }),
    buttons: [words('dialogs.crashed.reload'), words('dialogs.crashed.quit')],
    defaultId: 0,
    cancelId: 1,
  });
  if (response === 1) plan.quit();
  else if (!window.isDestroyed()) window.webContents.reload();
}

/** A database that refuses must not keep the reader from the dialog; the next start marks the runs. */
async function interrupt(plan: CrashPlan, reasonCode: string): Promise<void> {
  try {
    await plan.interruptRuns(reasonCode);
  } catch (error) {
    plan.log(`The runs could not be marked as interrupted: ${String(error)}`);
  }
}

/** Asks what to do with a window that does not answer; the question goes away when it answers again. */
function watchSilence(window: BrowserWindow, plan: CrashPlan, beforeReplacing: () => void): void {
  let question: AbortController | null = null;
  window.on('unresponsive', () => {
    if (question) return;
    question = new AbortController();
    void answerSilence(window, plan, question.signal, beforeReplacing).finally(() => (question = null));
  });
  window.on('responsive', () => question?.abort());
}

async function answerSilence(
  window: BrowserWindow,
  plan: CrashPlan,
  signal: AbortSignal,
  beforeReplacing: () => void,
): Promise<void> {
  const wantsReload = await askAboutSilence(window, plan.words(), signal);
  if (!wantsReload || signal.aborted || window.isDestroyed()) return;
  await interrupt(plan, 'windowReloaded');
  beforeReplacing();
  // A renderer in an endless loop does not hear a reload; a new process does.
  window.webContents.forcefullyCrashRenderer();
  window.webContents.reload();
}

async function askAboutSilence(window: BrowserWindow, words: Translate, signal: AbortSignal): Promise<boolean> {
  const { response } = await dialog.showMessageBox(window, {
    type: 'warning',
    message: words('dialogs.unresponsive.message'),
    detail: words('dialogs.unresponsive.detail'),
    buttons: [words('dialogs.unresponsive.wait'), words('dialogs.unresponsive.reload')],
    defaultId: 0,
    cancelId: 0,
    signal,
  });
  return response === 1;
}

/** Writes down the end of a helper process. After the GPU's the page loses its WebGL context and ends its runs itself, by name. */
export function watchChildProcesses(log: (line: string) => void): void {
  app.on('child-process-gone', (_event, { type, reason, exitCode, name }) => {
    if (reason !== 'clean-exit') log(`A child process ended: ${name ?? type}, ${reason}, exit code ${exitCode}.`);
  });
}
