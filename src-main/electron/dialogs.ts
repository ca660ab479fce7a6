import { dialog, type BrowserWindow, type OpenDialogOptions } from 'electron';
import { basename, dirname, join } from 'node:path';
import type { SavePurpose } from '#main/services/hostCapabilities.ts';
import type { FilePurpose } from '#shared/contract.ts';
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
  chooseFiles(purpose: FilePurpose): Promise<string[]>;
  /** Null where the reader cancelled. */
  saveFolder(): Promise<string | null>;
  /** Null where the reader cancelled. */
  saveFile(suggestedName: string, purpose?: SavePurpose): Promise<string | null>;
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
    saveFile: (suggestedName, purpose = 'experiment') => saveFile(around, suggestedName, purpose),
  };
}

/** What the dialog of a purpose asks for; `model` is a model.json of Keras or TF.js. */
const questions = {
  data: { title: 'chooseData', files: 'dataFiles', extensions: dataExtensions, isMany: true },
  experiment: { title: 'chooseExperiment', files: 'experimentFiles', extensions: ['json'], isMany: false },
  layers: { title: 'chooseLayers', files: 'layersFiles', extensions: ['json'], isMany: false },
  model: { title: 'chooseModel', files: 'modelFiles', extensions: ['json', 'bin'], isMany: true },
} as const satisfies Record<Exclude<FilePurpose, 'folder'>, object>;

function chooseOptions(purpose: FilePurpose, around: DialogSurroundings): OpenDialogOptions {
  const words = around.words();
  if (purpose === 'folder')
    return {
      title: words('dialogs.chooseDataFolder'),
      defaultPath: around.folders.get(purpose),
      properties: ['openDirectory'],
    };
  const { title, files, extensions, isMany } = questions[purpose];
  return {
    title: words(`dialogs.${title}`),
    defaultPath: around.folders.get(purpose),
    properties: isMany ? ['openFile', 'multiSelections'] : ['openFile'],
    filters: [
      { name: words(`dialogs.${files}`), extensions: [...extensions] },
      { name: words('dialogs.allFiles'), extensions: ['*'] },
    ],
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

async function saveFile(
  around: DialogSurroundings,
  suggestedName: string,
  purpose: SavePurpose,
): Promise<string | null> {
  const words = around.words();
  const options = {
    title: words(purpose === 'layers' ? 'dialogs.saveLayers' : 'dialogs.saveExperiment'),
    // `basename`: a suggested name never leads to another folder.
    defaultPath: join(around.folders.get(purpose), basename(suggestedName)),
    filters: [{ name: words(`dialogs.${questions[purpose].files}`), extensions: ['json'] }],
  };
  const parent = around.window();
  const chosen = await (parent ? dialog.showSaveDialog(parent, options) : dialog.showSaveDialog(options));
  if (chosen.canceled || chosen.filePath === '') return null;
  around.folders.remember(purpose, dirname(chosen.filePath));
  return chosen.filePath;
}
