import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createDialogs } from '#main/electron/dialogs.ts';
import { createElectronHost } from '#main/electron/host.ts';
import { createLastFolders } from '#main/electron/lastFolders.ts';
import { createOpenRequests } from '#main/electron/openRequests.ts';
import { wordsOf } from '#main/electron/words.ts';
import { FakeBrowserWindow, fakeElectron, resetElectron } from './fakeElectron.ts';

vi.mock('electron', async () => (await import('./fakeElectron.ts')).fakeElectron);

let folder = '';
const memory = () => join(folder, 'folders.json');
const window = new FakeBrowserWindow();

function dialogs() {
  const folders = createLastFolders(memory(), '/documents');
  return createDialogs({ window: () => window as never, words: () => wordsOf('it'), folders });
}
const openAnswers = (filePaths: string[], canceled = false) =>
  fakeElectron.dialog.showOpenDialog.mockResolvedValueOnce({ canceled, filePaths });
const saveAnswers = (filePath: string, canceled = false) =>
  fakeElectron.dialog.showSaveDialog.mockResolvedValueOnce({ canceled, filePath });

beforeEach(() => {
  resetElectron();
  folder = mkdtempSync(join(tmpdir(), 'studio-dialogs-'));
  mkdirSync(join(folder, 'mnist'));
});
afterEach(() => rmSync(folder, { recursive: true }));

describe('choosing', () => {
  it('belongs to the window, speaks the reader’s language and takes several data files', async () => {
    openAnswers([join(folder, 'mnist', 'a.gz'), join(folder, 'mnist', 'b.gz')]);
    expect(await dialogs().chooseFiles('data')).toHaveLength(2);
    const [parent, options] = fakeElectron.dialog.showOpenDialog.mock.calls[0] ?? [];
    expect(parent).toBe(window);
    expect(options).toMatchObject({
      title: 'Scegli i file di dati',
      defaultPath: '/documents',
      properties: ['openFile', 'multiSelections'],
    });
    expect(options.filters.at(-1)).toEqual({ name: 'Tutti i file', extensions: ['*'] });
  });

  it('opens where the reader last was, per purpose, at the next start too', async () => {
    openAnswers([join(folder, 'mnist', 'a.gz')]);
    await dialogs().chooseFiles('data');
    openAnswers([], true);
    openAnswers([], true);
    await dialogs().chooseFiles('data');
    await dialogs().chooseFiles('experiment');
    const places = fakeElectron.dialog.showOpenDialog.mock.calls.map(([, { defaultPath }]) => defaultPath);
    expect(places).toEqual(['/documents', join(folder, 'mnist'), '/documents']);
  });

  it('gives nothing when the reader changes their mind', async () => {
    openAnswers(['/ignored'], true);
    expect(await dialogs().chooseFiles('data')).toEqual([]);
    openAnswers([], true);
    expect(await dialogs().saveFolder()).toBeNull();
    saveAnswers('', true);
    expect(await dialogs().saveFile('a.experiment.json')).toBeNull();
  });

  it('works without a window', async () => {
    const folders = createLastFolders(memory(), '/documents');
    openAnswers(['/a/b.csv']);
    const withoutWindow = createDialogs({ window: () => null, words: () => wordsOf('en'), folders });
    expect(await withoutWindow.chooseFiles('experiment')).toEqual(['/a/b.csv']);
    expect(fakeElectron.dialog.showOpenDialog.mock.calls[0]).toHaveLength(1);
  });
});

describe('saving', () => {
  it('suggests the name in the last folder and remembers the chosen one', async () => {
    saveAnswers(join(folder, 'mnist', 'x.experiment.json'));
    expect(await dialogs().saveFile('x.experiment.json')).toBe(join(folder, 'mnist', 'x.experiment.json'));
    expect(fakeElectron.dialog.showSaveDialog.mock.calls[0]?.[1]).toMatchObject({
      defaultPath: '/documents/x.experiment.json',
    });
    expect(createLastFolders(memory(), '/documents').get('experiment')).toBe(join(folder, 'mnist'));
  });

  it.each(['../../.bashrc', '/etc/cron.d/x'])('keeps a suggested name from leading elsewhere: %s', async (name) => {
    saveAnswers('', true);
    await dialogs().saveFile(name);
    const { defaultPath } = fakeElectron.dialog.showSaveDialog.mock.calls[0]?.[1] ?? {};
    expect(defaultPath).toMatch(/^\/documents\/[^/]+$/);
  });

  it('asks for a folder of data', async () => {
    openAnswers([join(folder, 'mnist')]);
    expect(await dialogs().chooseFiles('folder')).toEqual([join(folder, 'mnist')]);
    expect(fakeElectron.dialog.showOpenDialog.mock.calls.at(-1)?.[1]).toMatchObject({
      properties: ['openDirectory'],
    });
  });

  it('asks for an export folder', async () => {
    openAnswers([folder]);
    expect(await dialogs().saveFolder()).toBe(folder);
    expect(fakeElectron.dialog.showOpenDialog.mock.calls[0]?.[1].properties).toContain('openDirectory');
  });
});

describe('remembered folders', () => {
  it('are forgotten when they are gone or the file is damaged', () => {
    createLastFolders(memory(), '/documents').remember('data', join(folder, 'gone'));
    expect(createLastFolders(memory(), '/documents').get('data')).toBe('/documents');
    writeFileSync(memory(), '{"data": 7}');
    expect(createLastFolders(memory(), '/documents').get('data')).toBe('/documents');
  });
});

describe('the host', () => {
  function host(nowMs: () => number = Date.now) {
    const announce = vi.fn();
    const openRequests = createOpenRequests(announce, nowMs);
    const showProgress = vi.fn();
    return {
      announce,
      openRequests,
      showProgress,
      host: createElectronHost({ dialogs: dialogs(), openRequests, showProgress }),
    };
  }

  it('answers the page’s question with the file the system asked to open, once and without a dialog', async () => {
    const { host: electron, openRequests, announce } = host();
    openRequests.request('/home/someone/x.experiment.json');
    expect(announce).toHaveBeenCalledOnce();
    openAnswers(['/data/a.csv']);
    expect(await electron.chooseFiles('data')).toEqual(['/data/a.csv']);
    expect(await electron.chooseFiles('experiment')).toEqual(['/home/someone/x.experiment.json']);
    openAnswers([], true);
    expect(await electron.chooseFiles('experiment')).toEqual([]);
    expect(fakeElectron.dialog.showOpenDialog).toHaveBeenCalledTimes(2);
  });

  it('forgets a file nobody asked for within half a minute', async () => {
    let nowMs = 0;
    const { host: electron, openRequests } = host(() => nowMs);
    openRequests.request('/x.experiment.json');
    nowMs = 30_001;
    openAnswers([], true);
    expect(await electron.chooseFiles('experiment')).toEqual([]);
  });

  it('reveals files and passes progress on', () => {
    const { host: electron, showProgress } = host();
    electron.reveal('/exports/model');
    electron.setProgress(0.5);
    expect(fakeElectron.shell.showItemInFolder).toHaveBeenCalledWith('/exports/model');
    expect(showProgress).toHaveBeenCalledWith(0.5);
    expect(electron.name).toBe('electron');
  });
});
