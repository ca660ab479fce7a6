import { app, crashReporter } from 'electron';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { registerStudioScheme } from './protocol.ts';

/** Same as `appId` of electron-builder: Windows groups taskbar buttons and notifications by it. */
export const appId = 'studio.descent.app';

/** Everything that must hold before the app is ready; synchronous, for an awaited step could come too late. */
export function setUpProcess(userData: string): void {
  // It would take `--no-sandbox` off the command line; whoever gave that (root, a container) cannot start with it.
  if (!app.commandLine.hasSwitch('no-sandbox')) app.enableSandbox();
  setFolders(userData);
  app.setAppUserModelId(appId);
  crashReporter.start({ uploadToServer: false });
  registerStudioScheme();
}

/** Both hosts keep data sets and runs in one folder; Chromium's own files stand aside in it. `setPath` wants existing folders. */
function setFolders(userData: string): void {
  const session = join(userData, 'chromium');
  mkdirSync(session, { recursive: true });
  app.setPath('userData', userData);
  app.setPath('sessionData', session);
}
