import { app, dialog, session, shell, type BrowserWindow } from 'electron';
import type { CallHandlers } from '#shared/contract.ts';
import { StudioError } from '#shared/result.ts';
import { exportsFolder } from '#main/services/paths.ts';
import { createStudioServices, type StudioServices } from '#main/services/studioService.ts';
import { createAppearance, type Appearance } from './appearance.ts';
import { offerContextMenu } from './contextMenu.ts';
import { watchChildProcesses } from './crash.ts';
import { createDialogs } from './dialogs.ts';
import { createEventSender, type EventSender } from './events.ts';
import { registerFileRegistration } from './fileRegistration.ts';
import { createElectronHost } from './host.ts';
import { registerCalls } from './ipc.ts';
import { createLastFolders } from './lastFolders.ts';
import { logLine } from './log.ts';
import { guardNavigation } from './navigation.ts';
import { closeNetwork } from './network.ts';
import { createOpenRequests, type OpenRequests } from './openRequests.ts';
import { denyPermissions } from './permissions.ts';
import { findPlaces, type Places } from './places.ts';
import { onSleep } from './power.ts';
import { serveStudio } from './protocol.ts';
import { closeBeforeQuit } from './shutdown.ts';
import { showStudioWindow } from './studioWindow.ts';
import { createTrainingIndicator, type ShowTraining } from './trainingIndicator.ts';
import { raiseWindow } from './window.ts';

/** The studio in Electron, from before the app is ready to its end. */
export interface StudioApp {
  /** Opens experiment files and brings the window to the front. */
  openFiles(paths: readonly string[]): void;
  /** Once the app is ready: services, doors, window. Shows its own failure and quits. */
  start(): Promise<void>;
}

interface Parts {
  readonly events: EventSender;
  readonly openRequests: OpenRequests;
  window: BrowserWindow | null;
}

/** Nothing runs yet; files that arrive before the window wait for it. */
export function createStudioApp(): StudioApp {
  const events = createEventSender();
  const openRequests = createOpenRequests(() => events.emit('command', { command: 'experiment.open' }));
  const parts: Parts = { events, openRequests, window: null };
  return {
    openFiles(paths) {
      if (parts.window) raiseWindow(parts.window);
      const last = paths.at(-1);
      if (last !== undefined) openRequests.request(last);
    },
    start: () => startStudio(parts).catch(failToStart),
  };
}

async function startStudio(parts: Parts): Promise<void> {
  const { events } = parts;
  const places = findPlaces();
  const appearance = createAppearance((command) => events.emit('command', { command }));
  const showTraining = createTrainingIndicator(appearance, () => parts.window);
  shutDoors(appearance);
  const services = await createServices(parts, places, appearance, showTraining);
  closeBeforeQuit(services, logLine);
  appearance.applySettings(await services.handlers['settings.get']({}));
  openDoors(services, places, appearance);
  onSleep(() => events.emit('suspend', {}));
  await showStudioWindow({ places, appearance, events, showTraining, services }, (window) => {
    parts.window = window;
    window.once('closed', () => (parts.window = null));
  });
}

/** What stays shut, before there is any page. */
function shutDoors(appearance: Appearance): void {
  denyPermissions(session.defaultSession);
  closeNetwork(session.defaultSession);
  watchChildProcesses(logLine);
  app.on('web-contents-created', (_event, contents) => {
    guardNavigation(contents, (address) => void shell.openExternal(address));
    offerContextMenu(contents, appearance.words);
  });
}

/** The page's ways in: calls, dropped files, its own address. */
function openDoors(services: StudioServices, places: Places, appearance: Appearance): void {
  registerCalls(followSettings(services.handlers, appearance));
  registerFileRegistration((path) => services.registerFile(path));
  serveStudio({ rendererFolder: places.rendererFolder, bytes: (request) => services.bytes(request) });
}

function createServices(
  parts: Parts,
  places: Places,
  appearance: Appearance,
  showProgress: ShowTraining,
): Promise<StudioServices> {
  const { events, openRequests } = parts;
  const dialogs = createDialogs({
    window: () => parts.window,
    words: appearance.words,
    folders: createLastFolders(places.lastFolders, places.documents),
  });
  return createStudioServices({
    userData: app.getPath('userData'),
    exportsFolder: exportsFolder(),
    resources: places.resources,
    appVersion: app.getVersion(),
    host: createElectronHost({ dialogs, openRequests, showProgress }),
    emit: events.emit,
  });
}

/** Language and theme reach menu, dialogs and window the moment they are saved. */
function followSettings(handlers: CallHandlers, appearance: Appearance): CallHandlers {
  return {
    ...handlers,
    async 'settings.set'(input) {
      const settings = await handlers['settings.set'](input);
      appearance.applySettings(settings);
      return settings;
    },
  };
}

/** A start that fails says why in words, instead of a window that never comes. */
function failToStart(error: unknown): void {
  const words = createAppearance(() => undefined).words();
  const reason = error instanceof StudioError ? words(`errors.${error.code}`, error.detail) : String(error);
  const values = { app: app.name, folder: app.getPath('userData'), reason };
  dialog.showErrorBox(words('dialogs.startFailed.title', values), words('dialogs.startFailed.message', values));
  app.exit(1);
}
