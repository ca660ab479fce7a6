import { dialog, type BrowserWindow, type OpenDialogOptions } from 'electron';
import { basename, dirname, join } from 'node:path';
import type { LastFolders } from './lastFolders.ts';
import type { Translate } from './words.ts';

export interface DialogSurroundings {
  /** The window the dialog belongs to, or null where there is none. */
  readonly window: () => BrowserWindow | null;
  readonly words: () => Translate;
  readonly folders: LastFolders;
}

/** Native file dialogs; the page learns ids and names of what was chosen, never a path. */
export interface Dialogs {
  /** Full paths; none where the reader cancelled. */
  chooseFiles(purpose: 'data' | 'experiment'): Promise<string[]>;
  /** Null where the reader cancelled. */
  saveFolder(): Promise<string | null>;
  /** Null where the reader cancelled. */
  saveFile(suggestedName: string): Promise<string | null>;
}

const dataExtensions = [
  ...['csv', 'tsv', 'txt', 'dat', 'data', 'jsonl', 'ndjson', 'xlsx'],
  ...['gz', 'idx', 'idx1-ubyte', 'idx3-ubyte'],
];

/** Dialogs that open where the reader last was. */
export function createDialogs(around: DialogSurroundings): Dialogs {
  return {
    async chooseFiles(purpose) {
      const paths = await choose(around, chooseOptions(purpose, around));
      if (paths[0] !== undefined) around.folders.remember(purpose, dirname(paths[0]));
      return paths;
    },
    async saveFolder() {
      const [folder] = await choose(around, folderOptions(around));
      if (folder === undefined) return null;
      around.folders.remember('export', folder);
      return folder;
    },
    saveFile: (suggestedName) => saveFile(around, suggestedName),
  };
}

function chooseOptions(purpose: 'data' | 'experiment', around: DialogSurroundings): OpenDialogOptions {
  const words = around.words();
  const allFiles = { name: words('dialogs.allFiles'), extensions: ['*'] };
  const defaultPath = around.folders.get(purpose);
  return purpose === 'data'
    ? {
        title: words('dialogs.chooseData'),
        defaultPath,
        properties: ['openFile', 'multiSelections'],
        filters: [{ name: words('dialogs.dataFiles'), extensions: dataExtensions }, allFiles],
      }
    : {
        title: words('dialogs.chooseExperiment'),
        defaultPath,
        properties: ['openFile'],
        filters: [{ name: words('dialogs.experimentFiles'), extensions: ['json'] }, allFiles],
      };
}

function folderOptions(around: DialogSurroundings): OpenDialogOptions {
  return {
    title: around.words()('dialogs.chooseFolder'),
    defaultPath: around.folders.get('export'),
    properties: ['openDirectory', 'createDirectory'],
  };
}

async function choose({ window }: DialogSurroundings, options: OpenDialogOptions): Promise<string[]> {
  const parent = window();
  const chosen = await (parent ? dialog.showOpenDialog(parent, options) : dialog.showOpenDialog(options));
  return chosen.canceled ? [] : chosen.filePaths;
}

async function saveFile(around: DialogSurroundings, suggestedName: string): Promise<string | null> {
  const words = around.words();
  const options = {
    title: words('dialogs.saveExperiment'),
    // `basename`: a suggested name never leads to another folder.
    defaultPath: join(around.folders.get('experiment'), basename(suggestedName)),
    filters: [{ name: words('dialogs.experimentFiles'), extensions: ['json'] }],
  };
  const parent = around.window();
  const chosen = await (parent ? dialog.showSaveDialog(parent, options) : dialog.showSaveDialog(options));
  if (chosen.canceled || chosen.filePath === '') return null;
  around.folders.remember('experiment', dirname(chosen.filePath));
  return chosen.filePath;
}
