import { beforeEach, describe, expect, it, vi } from 'vitest';
import { createEventSender } from '#main/electron/events.ts';
import { experimentFilesIn, onOpenFile } from '#main/electron/fileAssociation.ts';
import { createPowerSaver, onSleep } from '#main/electron/power.ts';
import { takeSingleInstance } from '#main/electron/singleInstance.ts';
import { showTaskbarProgress } from '#main/electron/taskbar.ts';
import { FakeBrowserWindow, fakeElectron, fakeEvent, resetElectron } from './fakeElectron.ts';

vi.mock('electron', async () => (await import('./fakeElectron.ts')).fakeElectron);
beforeEach(resetElectron);

describe('power', () => {
  it('holds one blocker while something trains', () => {
    const power = createPowerSaver();
    power.setTraining(false);
    expect(fakeElectron.powerSaveBlocker.stop).not.toHaveBeenCalled();
    for (const isTraining of [true, true, true, false, false]) power.setTraining(isTraining);
    expect(fakeElectron.powerSaveBlocker.start.mock.calls).toEqual([['prevent-app-suspension']]);
    expect(fakeElectron.powerSaveBlocker.stop.mock.calls).toEqual([[7]]);
    power.setTraining(true);
    expect(fakeElectron.powerSaveBlocker.start).toHaveBeenCalledTimes(2);
  });

  it('hears the machine fall asleep', () => {
    const listener = vi.fn();
    onSleep(listener);
    fakeElectron.powerMonitor.emit('suspend');
    expect(listener).toHaveBeenCalledOnce();
  });
});

describe('taskbar', () => {
  it('shows the fraction, clears it, and leaves a closed window alone', () => {
    const window = new FakeBrowserWindow();
    showTaskbarProgress(window as never, 0.25);
    showTaskbarProgress(window as never, null);
    window.isGone = true;
    showTaskbarProgress(window as never, 1);
    showTaskbarProgress(null, 1);
    expect(window.setProgressBar.mock.calls).toEqual([[0.25], [-1]]);
  });
});

describe('events to the page', () => {
  it('sends on the channel of the event once the page stands', () => {
    const events = createEventSender();
    const window = new FakeBrowserWindow();
    events.attach(window as never);
    events.emit('datasets.changed', {});
    window.webContents.emit('did-finish-load');
    events.emit('runs.changed', { experiment: 'e1' });
    expect(window.webContents.sent).toEqual([{ channel: 'studio.event.runs.changed', payload: { experiment: 'e1' } }]);
  });

  it('keeps commands for the page that is still loading', () => {
    const events = createEventSender();
    events.emit('command', { command: 'experiment.open' });
    const window = new FakeBrowserWindow();
    events.attach(window as never);
    expect(window.webContents.sent).toEqual([]);
    window.webContents.emit('did-finish-load');
    window.webContents.emit('did-finish-load');
    expect(window.webContents.sent).toEqual([
      { channel: 'studio.event.command', payload: { command: 'experiment.open' } },
    ]);
  });

  it('sends nothing to a window that is gone', () => {
    const events = createEventSender();
    const window = new FakeBrowserWindow();
    events.attach(window as never);
    window.webContents.emit('did-finish-load');
    window.isGone = true;
    events.emit('suspend', {});
    expect(window.webContents.sent).toEqual([]);
  });
});

describe('files from the system', () => {
  it('finds experiment files among arguments', () => {
    const args = ['.', '--flag.experiment.json', 'a.experiment.json', '/b/C.EXPERIMENT.JSON', 'd.json', '-x'];
    expect(experimentFilesIn(args, '/home/ada')).toEqual(['/home/ada/a.experiment.json', '/b/C.EXPERIMENT.JSON']);
  });

  it('takes files from the Finder', () => {
    const open = vi.fn();
    onOpenFile(open);
    fakeElectron.app.emit('will-finish-launching');
    const event = fakeEvent({});
    fakeElectron.app.emit('open-file', event, '/x.experiment.json');
    expect(event.isPrevented()).toBe(true);
    expect(open).toHaveBeenCalledWith('/x.experiment.json');
  });
});

describe('the one instance', () => {
  it('hands its files over and steps back', () => {
    fakeElectron.app.hasLock = false;
    const onSecond = vi.fn();
    expect(takeSingleInstance(['/a.experiment.json'], onSecond)).toBe(false);
    expect(fakeElectron.app.requestSingleInstanceLock).toHaveBeenCalledWith({ files: ['/a.experiment.json'] });
    expect(fakeElectron.app.listenerCount('second-instance')).toBe(0);
  });

  it.each([
    [{ files: ['/b.experiment.json'] }, ['/b.experiment.json']],
    [{ files: [] }, []],
    [{ files: 'b' }, []],
    [{ files: [7] }, []],
    [null, []],
  ])('hears of a second start: %j', (data, files) => {
    const onSecond = vi.fn();
    expect(takeSingleInstance([], onSecond)).toBe(true);
    fakeElectron.app.emit('second-instance', fakeEvent({}), ['electron', '--evil'], '/', data);
    expect(onSecond).toHaveBeenCalledWith(files);
  });
});
