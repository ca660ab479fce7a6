import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { guardClosing } from '#main/electron/closing.ts';
import { loadStudio, openWindow, raiseWindow, windowOptions } from '#main/electron/window.ts';
import { fitBounds } from '#main/electron/windowBounds.ts';
import { readWindowState, rememberWindow } from '#main/electron/windowState.ts';
import { wordsOf } from '#main/electron/words.ts';
import { FakeBrowserWindow, fakeElectron, fakeEvent, resetElectron } from './fakeElectron.ts';

vi.mock('electron', async () => (await import('./fakeElectron.ts')).fakeElectron);

const screenArea = { x: 0, y: 25, width: 1920, height: 1015 };
const secondArea = { x: 1920, y: 0, width: 1280, height: 1024 };
const plan = {
  bounds: { x: 1, y: 2, width: 1300, height: 800 },
  isMaximized: false,
  preload: '/app/out/preload/index.cjs',
  icon: '/app/icon.png',
  hasDevTools: false,
};

let folder = '';
beforeEach(() => {
  resetElectron();
  folder = mkdtempSync(join(tmpdir(), 'studio-window-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

describe('the window', () => {
  it('is sandboxed, isolated, without Node, spell checker or throttling', () => {
    expect(windowOptions(plan, false)).toMatchObject({
      minWidth: 1024,
      minHeight: 700,
      show: false,
      backgroundColor: '#f4f6f6',
      webPreferences: {
        preload: plan.preload,
        sandbox: true,
        contextIsolation: true,
        nodeIntegration: false,
        nodeIntegrationInWorker: false,
        nodeIntegrationInSubFrames: false,
        webSecurity: true,
        webviewTag: false,
        spellcheck: false,
        backgroundThrottling: false,
        devTools: false,
      },
    });
  });

  it('shows when it can be drawn, on the colour of the theme', () => {
    fakeElectron.nativeTheme.shouldUseDarkColors = true;
    openWindow(plan);
    const [window] = FakeBrowserWindow.all;
    expect(window?.options['backgroundColor']).toBe('#111316');
    expect(window?.show).not.toHaveBeenCalled();
    window?.emit('ready-to-show');
    expect(window?.show).toHaveBeenCalledOnce();
    expect(window?.maximize).not.toHaveBeenCalled();
  });

  it('is large again where it was large', () => {
    openWindow({ ...plan, isMaximized: true });
    FakeBrowserWindow.all[0]?.emit('ready-to-show');
    expect(FakeBrowserWindow.all[0]?.maximize).toHaveBeenCalledOnce();
  });

  it('follows the theme until it closes', () => {
    openWindow(plan);
    const [window] = FakeBrowserWindow.all;
    fakeElectron.nativeTheme.shouldUseDarkColors = true;
    fakeElectron.nativeTheme.emit('updated');
    expect(window?.setBackgroundColor).toHaveBeenLastCalledWith('#111316');
    window?.emit('closed');
    expect(fakeElectron.nativeTheme.listenerCount('updated')).toBe(0);
  });

  it('loads the studio’s address and comes back from the dock', async () => {
    const window = openWindow(plan);
    await loadStudio(window);
    const [fake] = FakeBrowserWindow.all;
    expect(fake?.loadURL).toHaveBeenCalledWith('app://studio/');
    if (fake) fake.minimized = true;
    raiseWindow(window);
    expect(fake?.restore).toHaveBeenCalledOnce();
    expect(fake?.focus).toHaveBeenCalledOnce();
  });
});

describe('bounds', () => {
  it('keeps what can be reached', () => {
    const bounds = { x: 2000, y: 100, width: 1100, height: 720 };
    expect(fitBounds(bounds, [screenArea, secondArea])).toEqual(bounds);
  });

  it.each([
    ['a display that is gone', { x: 2000, y: 100, width: 1100, height: 720 }],
    ['far away', { x: -30_000, y: -30_000, width: 1200, height: 800 }],
    ['above the screen', { x: 100, y: -300, width: 1200, height: 800 }],
    ['below the screen', { x: 100, y: 1020, width: 1200, height: 800 }],
    ['all but a sliver outside', { x: 1900, y: 100, width: 1200, height: 800 }],
    ['never opened', null],
  ])('goes to the middle of the first display: %s', (_name, bounds) => {
    expect(fitBounds(bounds, [screenArea])).toEqual({ x: 240, y: 83, width: 1440, height: 900 });
  });

  it('fits the display, but never below what the screens need', () => {
    expect(fitBounds({ x: 0, y: 25, width: 5000, height: 5000 }, [screenArea])).toMatchObject({
      width: 1920,
      height: 1015,
    });
    expect(fitBounds({ x: 0, y: 25, width: 300, height: 200 }, [screenArea])).toMatchObject({
      width: 1024,
      height: 700,
    });
    expect(fitBounds(null, [{ x: 0, y: 0, width: 800, height: 600 }])).toEqual({
      x: 0,
      y: 0,
      width: 1024,
      height: 700,
    });
    expect(fitBounds(null, [])).toMatchObject({ width: 1440, height: 900 });
  });
});

describe('the remembered window', () => {
  const file = () => join(folder, 'window.json');

  it('is written on closing and read at the next start', () => {
    const window = new FakeBrowserWindow();
    rememberWindow(window as never, file());
    window.emit('close', fakeEvent({}));
    expect(readWindowState(file())).toEqual({ bounds: { x: 10, y: 20, width: 1200, height: 800 }, isMaximized: false });
    expect(readdirSync(folder)).toEqual(['window.json']);
  });

  it.each([
    '',
    '{',
    'null',
    '{"bounds":{"x":1}}',
    '{"bounds":{"x":1.5,"y":0,"width":1,"height":1},"isMaximized":false}',
  ])('forgets a damaged file: %s', (text) => {
    writeFileSync(file(), text);
    expect(readWindowState(file())).toBeNull();
  });

  it('closes although the disk refuses', () => {
    writeFileSync(join(folder, 'taken'), '');
    const window = new FakeBrowserWindow();
    rememberWindow(window as never, join(folder, 'taken', 'window.json'));
    expect(() => window.emit('close', fakeEvent({}))).not.toThrow();
    expect(readFileSync(join(folder, 'taken'), 'utf8')).toBe('');
  });
});

describe('closing while something trains', () => {
  function closing(isTraining: boolean, answer: number) {
    const window = new FakeBrowserWindow();
    const pause = vi.fn();
    fakeElectron.dialog.showMessageBoxSync.mockReturnValue(answer);
    guardClosing(window as never, { isTraining: () => isTraining, words: () => wordsOf('en'), pause });
    const event = fakeEvent({});
    window.emit('close', event);
    return { event, pause };
  }

  it('asks nothing when nothing trains', () => {
    const { event, pause } = closing(false, 0);
    expect(event.isPrevented()).toBe(false);
    expect(pause).not.toHaveBeenCalled();
    expect(fakeElectron.dialog.showMessageBoxSync).not.toHaveBeenCalled();
  });

  it('stays open when the reader keeps training', () => {
    const { event, pause } = closing(true, 0);
    expect(event.isPrevented()).toBe(true);
    expect(pause).not.toHaveBeenCalled();
  });

  it('pauses and closes when the reader ends it', () => {
    const { event, pause } = closing(true, 1);
    expect(event.isPrevented()).toBe(false);
    expect(pause).toHaveBeenCalledOnce();
    expect(fakeElectron.dialog.showMessageBoxSync.mock.calls[0]?.[1]).toMatchObject({
      message: 'Training is still running.',
      buttons: ['Keep training', 'End training and close'],
      cancelId: 0,
    });
  });
});
