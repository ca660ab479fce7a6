import type { FilePurpose } from '#shared/contract.ts';

/** What a reader saves as a file of their own. */
export type SavePurpose = 'experiment' | 'layers';

/** What a host can do for the services: dialogs, the file manager, the taskbar. */
export interface HostCapabilities {
  readonly name: 'electron' | 'loopback';
  /** Absolute paths, none where the reader closed the dialog; null where the host has no dialog. */
  chooseFiles(purpose: FilePurpose): Promise<string[] | null>;
  /** A folder for an export. Null: Electron's reader closed the dialog; the loopback host has none, so the exports folder it is. */
  saveFolder(): Promise<string | null>;
  /** A file to write; null as above. */
  saveFile(suggestedName: string, purpose: SavePurpose): Promise<string | null>;
  reveal(path: string): void;
  /** Share of the training done; null: nothing trains. */
  setProgress(fraction: number | null): void;
}

/** What a host's dialog said, or `instead` where the host has no dialogs; null where the reader closed it. */
export function chosenOr<T>(host: HostCapabilities, chosen: string | null, instead: T): string | T | null {
  return chosen ?? (host.name === 'electron' ? null : instead);
}
