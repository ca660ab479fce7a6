import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { repositoryRoot } from '../../../scripts/paths.ts';
import { FakeBrowserWindow, fakeElectron, fakeEvent, resetElectron } from './fakeElectron.ts';
import { ownPage } from './senders.ts';
import { eventually } from '../../support/eventually.ts';

// The same fake for every fresh copy of the modules.
const fake = await vi.hoisted(() => import('./fakeElectron.ts'));
vi.mock('electron', () => fake.fakeElectron);

/** The real services behind a faked Electron, on a folder of their own. */
let home = '';
const argv = process.argv;

beforeEach(() => {
  resetElectron();
  vi.resetModules();
  home = mkdtempSync(join(tmpdir(), 'studio-electron-'));
  vi.stubEnv('STUDIO_HOME', home);
  fakeElectron.app.root = repositoryRoot;
  fakeElectron.app.paths.set('documents', home);
});
afterEach(async () => {
  const quitting = fakeEvent({});
  fakeElectron.app.emit('will-quit', quitting);
  if (quitting.isPrevented()) await eventually(() => expect(fakeElectron.app.calls).toContain('quit'));
  process.argv = argv;
  vi.unstubAllEnvs();
  rmSync(home, { recursive: true });
});

async function startStudio(args: readonly string[] = []): Promise<FakeBrowserWindow> {
  process.argv = ['electron', '.', ...args];
  await import('#main/index.ts');
  return eventually(() => {
    const [window] = FakeBrowserWindow.all;
    if (!window || window.loadURL.mock.calls.length === 0) throw new Error('no window yet');
    return window;
  });
}
const call = (name: string, input: unknown) => fakeElectron.ipcMain.invoke(`studio.call.${name}`, ownPage, input);
const menuLabels = () => {
  const [menu] = fakeElectron.Menu.setApplicationMenu.mock.lastCall ?? [];
  return (menu as { template: { label: string }[] }).template.map(({ label }) => label);
};

describe('the order of start', () => {
  it('sets sandbox, folders and scheme before anything waits', async () => {
    await startStudio();
    expect(fakeElectron.app.calls).toEqual([
      'enableSandbox',
      'setPath userData',
      'setPath sessionData',
      'setAppUserModelId',
    ]);
    expect(fakeElectron.app.getPath('userData')).toBe(home);
    expect(fakeElectron.crashReporter.start).toHaveBeenCalledWith({ uploadToServer: false });
    expect(fakeElectron.protocol.registerSchemesAsPrivileged).toHaveBeenCalledOnce();
  });

  it('does not take a given --no-sandbox away', async () => {
    fakeElectron.app.switches.add('no-sandbox');
    await startStudio();
    expect(fakeElectron.app.calls).not.toContain('enableSandbox');
  });

  it('shuts every door before the window opens', async () => {
    const window = await startStudio();
    const { handlers } = fakeElectron.session.defaultSession;
    expect([...handlers.keys()]).toEqual(
      expect.arrayContaining(['permissionRequest', 'permissionCheck', 'devicePermission', 'beforeRequest']),
    );
    expect(window.webContents.openHandler?.({ url: 'https://example.com/' })).toEqual({ action: 'deny' });
    const event = fakeEvent({ url: 'https://example.com/', isMainFrame: true });
    window.webContents.emit('will-navigate', event);
    expect(event.isPrevented()).toBe(true);
    expect(window.loadURL).toHaveBeenCalledWith('app://studio/');
  });

  it('steps back for an instance that is there, and opens nothing', async () => {
    fakeElectron.app.hasLock = false;
    process.argv = ['electron', '.', '/x.experiment.json'];
    await import('#main/index.ts');
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(fakeElectron.app.requestSingleInstanceLock).toHaveBeenCalledWith({ files: ['/x.experiment.json'] });
    expect(fakeElectron.app.quit).toHaveBeenCalledOnce();
    expect(FakeBrowserWindow.all).toEqual([]);
  });

  it('says why it cannot start, in words', async () => {
    writeFileSync(join(home, 'studio.sqlite'), 'this is no database, and long enough to be read as one'.repeat(40));
    process.argv = ['electron', '.'];
    await import('#main/index.ts');
    await eventually(() => expect(fakeElectron.app.exit).toHaveBeenCalledWith(1));
    const [title, message] = fakeElectron.dialog.showErrorBox.mock.calls[0] ?? [];
    expect(title).toBe('Descent Studio cannot start');
    expect(message).toContain(home);
    expect(message).not.toMatch(/errors\.|\{/);
    expect(FakeBrowserWindow.all).toEqual([]);
  });
});

describe('the running studio', () => {
  it('answers calls with the real services', async () => {
    await startStudio();
    expect(await call('app.info', {})).toMatchObject({ ok: true, value: { host: 'electron', userData: home } });
    expect(await call('recipes.list', {})).toMatchObject({ ok: true });
    expect(await call('runs.get', { run: 'r-none' })).toMatchObject({ ok: false });
    expect(await call('runs.get', { run: '../x' })).toMatchObject({ ok: false, code: 'badInput' });
  });

  it('changes menu and theme with the settings', async () => {
    await startStudio();
    expect(menuLabels()).toContain('Edit');
    await call('settings.set', { language: 'it', theme: 'dark' });
    expect(menuLabels()).toContain('Modifica');
    expect(fakeElectron.nativeTheme.themeSource).toBe('dark');
  });

  it('shows training outside the page, and ends that when the page ends', async () => {
    const window = await startStudio();
    await call('training.progress', { fraction: 0.5 });
    expect(window.setProgressBar).toHaveBeenLastCalledWith(0.5);
    expect(fakeElectron.powerSaveBlocker.start).toHaveBeenCalledOnce();
    fakeElectron.dialog.showMessageBox.mockResolvedValueOnce({ response: 0 });
    window.webContents.emit('render-process-gone', fakeEvent({}), { reason: 'crashed', exitCode: 1 });
    await eventually(() => expect(window.webContents.reload).toHaveBeenCalledOnce());
    expect(window.setProgressBar).toHaveBeenLastCalledWith(-1);
    expect(fakeElectron.powerSaveBlocker.stop).toHaveBeenCalledOnce();
  });

  it('tells the page when the machine sleeps', async () => {
    const window = await startStudio();
    fakeElectron.powerMonitor.emit('suspend');
    expect(window.webContents.sent).toContainEqual({ channel: 'studio.event.suspend', payload: {} });
  });

  it('opens the file it was started with: command, question, id, experiment', async () => {
    const file = join(home, 'mine.experiment.json');
    writeFileSync(file, '{"not": "an experiment"}');
    const window = await startStudio([file]);
    expect(window.webContents.sent).toContainEqual({
      channel: 'studio.event.command',
      payload: { command: 'experiment.open' },
    });
    const chosen = await call('files.choose', { purpose: 'experiment' });
    expect(chosen).toMatchObject({ ok: true, value: { files: [{ name: 'mine.experiment.json' }] } });
    expect(JSON.stringify(chosen)).not.toContain(home);
    expect(fakeElectron.dialog.showOpenDialog).not.toHaveBeenCalled();
  });

  it('comes to the front with the file of a second start', async () => {
    const window = await startStudio();
    const file = join(home, 'second.experiment.json');
    writeFileSync(file, '{}');
    fakeElectron.app.emit('second-instance', fakeEvent({}), [], '/', { files: [file] });
    expect(window.focus).toHaveBeenCalledOnce();
    expect(await call('files.choose', { purpose: 'experiment' })).toMatchObject({
      value: { files: [{ name: 'second.experiment.json' }] },
    });
  });
});
