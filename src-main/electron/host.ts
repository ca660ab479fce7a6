import { shell } from 'electron';
import type { HostCapabilities } from '#main/services/studioService.ts';
import type { Dialogs } from './dialogs.ts';
import type { OpenRequests } from './openRequests.ts';

export interface HostParts {
  readonly dialogs: Dialogs;
  readonly openRequests: OpenRequests;
  /** 0 … 1, or null while nothing trains. */
  readonly showProgress: (fraction: number | null) => void;
}

/** What Electron can do for the services: native dialogs, file manager, progress. */
export function createElectronHost({ dialogs, openRequests, showProgress }: HostParts): HostCapabilities {
  return {
    name: 'electron',
    async chooseFiles(purpose) {
      const asked = purpose === 'experiment' ? openRequests.take() : null;
      return asked === null ? dialogs.chooseFiles(purpose) : [asked];
    },
    saveFolder: () => dialogs.saveFolder(),
    saveFile: (suggestedName, purpose) => dialogs.saveFile(suggestedName, purpose),
    reveal: (path) => shell.showItemInFolder(path),
    setProgress: showProgress,
  };
}
