import { app } from 'electron';
import { join } from 'node:path';

/** Folders and files that the shell needs; packaged, the resources lie beside the archive. */
export interface Places {
  readonly preload: string;
  readonly rendererFolder: string;
  readonly resources: string;
  readonly icon: string;
  readonly documents: string;
  readonly windowState: string;
  readonly lastFolders: string;
}

/** Places of this installation; once the user-data folder is set. */
export function findPlaces(): Places {
  const root = app.getAppPath();
  const resources = app.isPackaged ? join(process.resourcesPath, 'studio') : join(root, 'resources');
  const userData = app.getPath('userData');
  return {
    preload: join(root, 'out', 'preload', 'index.cjs'),
    rendererFolder: join(root, 'out', 'renderer'),
    resources,
    icon: join(resources, 'icons', 'icon.png'),
    documents: app.getPath('documents'),
    windowState: join(userData, 'window.json'),
    lastFolders: join(userData, 'folders.json'),
  };
}
