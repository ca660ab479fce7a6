import { app, screen, type BrowserWindow } from 'electron';
import type { StudioServices } from '#main/services/studioService.ts';
import type { Appearance } from './appearance.ts';
import { guardClosing } from './closing.ts';
import { watchRenderer } from './crash.ts';
import type { EventSender } from './events.ts';
import { logLine } from './log.ts';
import type { Places } from './places.ts';
import type { ShowTraining } from './trainingIndicator.ts';
import { loadStudio, openWindow } from './window.ts';
import { fitBounds } from './windowBounds.ts';
import { readWindowState, rememberWindow } from './windowState.ts';

export interface WindowSurroundings {
  readonly places: Places;
  readonly appearance: Appearance;
  readonly events: EventSender;
  readonly showTraining: ShowTraining;
  readonly services: Pick<StudioServices, 'interruptRuns'>;
}

/** Opens the one window where it was last and keeps watch over it; `onOpen` gets it before its page loads. */
export async function showStudioWindow(
  around: WindowSurroundings,
  onOpen: (window: BrowserWindow) => void,
): Promise<void> {
  const window = openWindow(windowPlan(around.places));
  onOpen(window);
  rememberWindow(window, around.places.windowState);
  watchWindow(window, around);
  await loadStudio(window).catch((error: unknown) => logLine(`The page did not load: ${String(error)}`));
}

function windowPlan({ windowState, preload, icon }: Places) {
  const remembered = readWindowState(windowState);
  const workAreas = [screen.getPrimaryDisplay(), ...screen.getAllDisplays()].map((display) => display.workArea);
  return {
    bounds: fitBounds(remembered?.bounds ?? null, workAreas),
    isMaximized: remembered?.isMaximized ?? false,
    preload,
    icon,
    hasDevTools: !app.isPackaged,
  };
}

function watchWindow(window: BrowserWindow, { events, appearance, services, showTraining }: WindowSurroundings): void {
  const { words, isTraining } = appearance;
  const interruptRuns = (reasonCode: string) => {
    showTraining(null);
    return services.interruptRuns(reasonCode);
  };
  events.attach(window);
  guardClosing(window, { isTraining, words, pause: () => events.emit('suspend', {}) });
  watchRenderer(window, { words, interruptRuns, quit: () => app.quit(), log: logLine });
}
