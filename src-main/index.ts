import { onOpenFile } from './electron/fileAssociation.ts';
import { quit, startFiles, whenReady } from './electron/lifecycle.ts';
import { setUpProcess } from './electron/processSetup.ts';
import { takeSingleInstance } from './electron/singleInstance.ts';
import { createStudioApp } from './electron/studioApp.ts';
import { userDataFolder } from './services/paths.ts';

// No top-level await: Electron is ready only after this module has been evaluated, so waiting for it here would wait for ever.
setUpProcess(userDataFolder());
const studio = createStudioApp();
const files = startFiles();
if (takeSingleInstance(files, studio.openFiles)) {
  onOpenFile((path) => studio.openFiles([path]));
  studio.openFiles(files);
  whenReady(studio.start);
} else {
  quit();
}
